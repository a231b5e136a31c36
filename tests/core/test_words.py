"""Every sentence in both languages, and none outside the catalogues."""

import ast
import re
import string
import unicodedata
from pathlib import Path

import polib
import pytest

from core import words
from core.errors import BadInput
from tests.steps import step

ROOT = Path(__file__).resolve().parents[2]
catalogues = step("words")

ENTRIES = [entry for path in sorted(catalogues.CATALOGUES.glob("*.po")) for entry in polib.pofile(str(path))]
SHOWN = {
    "title", "header", "subheader", "caption", "text", "markdown", "write", "info", "warning", "error", "success",
    "button", "checkbox", "toggle", "radio", "selectbox", "multiselect", "slider", "select_slider", "number_input",
    "text_input", "text_area", "file_uploader", "download_button", "popover", "expander", "metric", "segmented_control",
    "pills", "tabs", "spinner", "status", "link_button", "page_link", "camera_input", "toast", "form_submit_button",
}  # fmt: skip
SPOKEN_ARGUMENTS = {"help", "placeholder", "caption", "label", "alt"}
WORD = re.compile(r"[A-Za-z]{3,}|[\u4e00-\u9fff]")


def test_no_text_is_missing_stale_or_untranslated():
    assert catalogues.troubles() == []


def test_translations_keep_the_fields_of_the_sentence():
    def fields(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    sentences = [entry for entry in ENTRIES if "{" in entry.msgid]
    assert len(sentences) > 100
    assert [e.msgid for e in sentences if fields(catalogues.translation(e)) != fields(e.msgid)] == []


def _literals(node):
    """The string literals that a shown argument is made of, unless a gettext call wraps them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    elif isinstance(node, ast.JoinedStr):
        yield from (part for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, (ast.List, ast.Tuple)):
        for part in node.elts:
            yield from _literals(part)
    elif isinstance(node, ast.BinOp):
        yield from _literals(node.left)
        yield from _literals(node.right)
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def outside_the_catalogues(source):
    """Literals with words in them that a Streamlit call would show as they are."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        shown = [node.args[0]] if node.func.attr in SHOWN and node.args else []
        if node.func.attr in SHOWN:
            shown += [k.value for k in node.keywords if k.arg in SPOKEN_ARGUMENTS]
        for argument in shown:
            for literal in _literals(argument):
                # LaTeX, HTML tags, placeholders and the names of files are not words.
                bare = re.sub(
                    r"\$[^$]*\$|<[^>]*>|:[a-z_]+/[a-z_]+:|`[^`]*`|pages/\w*|[\w ]*\.(py|png|svg|csv|json|md|keras)$",
                    "",
                    literal.value,
                )
                if WORD.search(bare):
                    found.append((literal.lineno, literal.value))
    return found


def test_no_visible_literal_stands_outside_the_catalogues():
    found = {path: outside_the_catalogues(path.read_text(encoding="utf-8")) for path in (ROOT / "pages").rglob("*.py")}
    assert len(found) > 50
    assert {path: literals for path, literals in found.items() if literals} == {}


def test_the_search_for_literals_finds_one():
    assert outside_the_catalogues('st.button("Start training")') == [(1, "Start training")]
    assert outside_the_catalogues('st.button(f"rate {x}")') == [(1, "rate ")]
    assert outside_the_catalogues('st.button(_("Start training"))') == []


def test_prose_has_the_same_sections_in_both_languages():
    def sections(path):
        return re.findall(r"^<!-- section: (\w+) -->", path.read_text(encoding="utf-8"), re.MULTILINE)

    english = {path.name: sections(path) for path in (catalogues.CATALOGUES.parents[1] / "en").glob("*.md")}
    chinese = {path.name: sections(path) for path in (catalogues.CATALOGUES.parents[1] / "zh").glob("*.md")}
    assert english
    assert english == chinese


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-CN", "zh"), ("zh-Hant-TW", "zh"), ("ZH", "zh"), ("en-GB", "en"), ("fr", "en"), (None, "en")],
)
def test_the_language_follows_the_browser(locale, language):
    assert words.language_of(locale) == language


def test_a_rule_is_said_in_the_visitors_language():
    error = BadInput("“{name}” has rows of different lengths", name="k")
    assert words.sentence(error, "en") == "“k” has rows of different lengths"
    assert words.sentence(error, "zh") not in ("", str(error))


CHINESE = re.compile(r"[\u4e00-\u9fff]")
PROSE = {
    f"{path.parent.name}/{path.stem}/{name}": words.prose(path.stem, name, path.parent.name)
    for path in sorted((catalogues.CATALOGUES.parents[1]).glob("*/*.md"))
    for name in re.findall(r"^<!-- section: (\w+) -->", path.read_text(encoding="utf-8"), re.MULTILINE)
}
SAID = {f"{entry.msgctxt or ''} {entry.msgid}": catalogues.translation(entry) for entry in ENTRIES}
SAID.update({name: text for name, text in PROSE.items() if name.startswith("zh/")})
# Words that have another one in docs/glossary.md or in the rest of the lab.
INSTEAD = {
    "您": "你",
    "坡度": "梯度",
    "斜率(?!分别为 1)": "梯度",
    "空洞": "膨胀 for a dilation, 空隙 for gaps",
    "误差平方的|误差的平方和": "均方误差, 误差平方和",
    "高斯-拉普拉斯|高斯的拉普拉斯": "高斯拉普拉斯",
    "单元格|(?<!网)(?<!小)格子": "格",
    "图片": "图像",
    "条带|黑带": "黑色竖条",
    "笔记本": "教材",
    "爆炸": "发散",
    "岭参数": "岭回归系数",
    "耐心值": "容忍次数",
    "键入": "输入",
    "堆叠": "多层网络",
    "特征图谱": "特征映射（特征图）",
    "池化(?!）)": "汇聚",
}


def plain(text):
    """Markdown without code, mathematics, HTML comments and placeholders."""
    return re.sub(r"```.*?```|\$\$.*?\$\$|\$[^$\n]*\$|`[^`]*`|<!--.*?-->|\{[^}]*\}", "x", text, flags=re.DOTALL)


def unclosed_emphasis(text):
    """Runs of asterisks that CommonMark would show literally: an opening one that does not open, a closing one that does not close."""

    def blank(sign):
        return sign == "" or sign.isspace()

    def mark(sign):
        return sign != "" and unicodedata.category(sign)[0] in "PS"

    found = []
    for block in re.split(r"\n\s*\n", plain(text)):
        bare = re.sub(r"^\s*[-*] ", "", block, flags=re.MULTILINE)
        runs = list(re.finditer(r"\*+", bare))
        for number, run in enumerate(runs):
            before, after = bare[: run.start()][-1:], bare[run.end() :][:1]
            opens = not blank(after) and (not mark(after) or blank(before) or mark(before))
            closes = not blank(before) and (not mark(before) or blank(after) or mark(after))
            if not (closes if number % 2 else opens):
                found.append(bare[max(0, run.start() - 12) : run.end() + 6])
        if len(runs) % 2:
            found.append(bare[-20:])
    return found


def test_the_search_for_literal_asterisks_finds_one():
    assert unclosed_emphasis("**没有漏掉任何方向：**最弱的响应") != []
    assert unclosed_emphasis("**没有漏掉任何方向：** 最弱的响应") == []
    assert unclosed_emphasis("**没有漏掉任何方向**：最弱的响应") == []
    assert unclosed_emphasis("**The layer**: a *kernel* and $a * b$") == []


def test_emphasis_is_closed():
    assert {name: found for name, text in (SAID | PROSE).items() if (found := unclosed_emphasis(text))} == {}


@pytest.mark.parametrize("wrong", INSTEAD)
def test_chinese_uses_the_glossarys_words(wrong):
    assert [text for text in SAID.values() if re.search(wrong, text)] == [], f"say {INSTEAD[wrong]}"


def test_chinese_punctuation_is_full_width():
    def half_width(text):
        bare = re.sub(r"\([^()]*\)", "", plain(text))  # what is a tuple has its program's commas
        return re.findall(r"[\u4e00-\u9fff]\s?[,;:!?]\s?[\u4e00-\u9fff]", bare)

    assert half_width("先平滑,再求导") != []
    assert {name: found for name, text in SAID.items() if (found := half_width(text))} == {}


def test_no_sentence_stays_english():
    left = [
        entry.msgid
        for entry in ENTRIES
        if re.search(r"\b[a-z]{4,}\b", plain(entry.msgid)) and not CHINESE.search(catalogues.translation(entry))
    ]
    assert left == []


def test_lines_of_a_chinese_paragraph_are_joined():
    assert [
        name for name, text in PROSE.items() if re.search(r"[\u4e00-\u9fff，。；：、]\n[\u4e00-\u9fff]", text)
    ] == []
    assert "。\n\n" in words.prose("cross_correlation", "idea", "zh")  # paragraphs stay apart
    assert "\n- **步幅**" in words.prose("cross_correlation", "idea", "zh")  # and so do the items of a list


def test_a_number_of_things_has_its_plural():
    one, many = "{count} more setting", "{count} more settings"
    assert words.ngettext("en")(one, many, 1) == one
    assert words.ngettext("en")(one, many, 2) == many
    counted = [entry for entry in ENTRIES if entry.msgid_plural]
    assert counted
    for entry in counted:
        said = {words.ngettext("zh")(entry.msgid, entry.msgid_plural, number) for number in (0, 1, 2)}
        assert said == {entry.msgstr_plural[0]}


def test_a_text_that_means_two_things_has_a_context():
    assert words.pgettext("zh")("number", "Channels") != words.gettext("zh")("Channels")
    assert words.pgettext("en")("number", "Channels") == "Channels"


def test_a_text_has_one_entry():
    keys = [(entry.msgctxt, entry.msgid) for entry in ENTRIES]
    assert sorted(key for key in set(keys) if keys.count(key) > 1) == []


LABELLED = {
    "button", "checkbox", "toggle", "radio", "selectbox", "multiselect", "slider", "select_slider", "number_input",
    "text_input", "text_area", "file_uploader", "popover", "expander", "metric", "segmented_control", "pills",
    "camera_input", "Matrix", "captioned",
}  # fmt: skip


def test_labels_titles_and_captions_begin_with_a_capital():
    small = []
    for path in sorted((ROOT / "pages").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                not isinstance(call, ast.Call)
                or getattr(call.func, "id", getattr(call.func, "attr", "")) not in LABELLED
            ):
                continue
            said = [text for argument in call.args[:4] for node in ast.walk(argument) if isinstance(node, ast.Call)
                    if (text := catalogues.marked(node))]  # fmt: skip
            small += [(path.name, str(text)) for text in said[:1] if re.match("[a-z]{2}", text.words)]
    assert small == []


def test_marks_are_found_in_the_sources():
    def found(call):
        return catalogues.marked(catalogues.ast.parse(call).body[0].value)

    assert found('_("Play")') == catalogues.Text("Play")
    assert found('page.count("{n} unit", "{n} units", n)') == catalogues.Text("{n} unit", plural="{n} units")
    assert found('page.pgettext("number", "Channels")') == catalogues.Text("Channels", context="number")
    assert found('text.count("a")') is None


HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?:\s|$)")
TUPLES = {"(行, 列)", "((上, 下), (左, 右))"}  # as they are typed


def test_chinese_texts_have_full_width_punctuation():
    texts = [text for entry in ENTRIES for text in (entry.msgstr, *entry.msgstr_plural.values())]
    texts += [path.read_text("utf-8") for path in (catalogues.CATALOGUES.parents[1] / "zh").glob("*.md")]
    found = []
    for text in texts:
        for typed in TUPLES:
            text = text.replace(typed, "")
        bare = re.sub(r"`[^`]*`|\$[^$]*\$|\]\([^)]*\)|https?://\S+", "", text)
        found += [bare[max(0, one.start() - 9) : one.end() + 9] for one in HALF_WIDTH.finditer(bare)]
    assert len(texts) > 1000 and found == []


def test_what_pages_list_in_a_sentence_is_separated_as_its_language_does():
    """`_(", ")` in place of ", "; what a program or a file's name lists is no sentence."""
    plain = {"pages/shared/file_names.py": 1, "pages/parts/cross_correlation/topics/workshop/tab.py": 1}
    found = {}
    for path in sorted((ROOT / "pages").rglob("*.py")):
        count = path.read_text("utf-8").count('", ".join(')
        if count:
            found[path.relative_to(ROOT).as_posix()] = count
    assert found == plain
