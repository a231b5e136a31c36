// What only the browser can do for every page: its root says in which language the page is written, for screen readers
// and the choice of glyphs; and when Back or Forward changes the address of the same page, the server hears of it.
// To another page Streamlit itself goes back. Python's data name the page, so this runs again on each.
export default function ({ parentElement, data, setTriggerValue }) {
  document.documentElement.lang = data.language;
  const path = window.location.pathname;
  const went = () => {
    if (window.location.pathname === path) setTriggerValue("went", window.location.search);
  };
  if (parentElement.went) window.removeEventListener("popstate", parentElement.went);
  parentElement.went = went;
  window.addEventListener("popstate", went);
  return () => window.removeEventListener("popstate", went);
}
