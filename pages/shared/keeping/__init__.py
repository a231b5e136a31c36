"""What an address cannot hold, kept on the server under a short link: saved from a page (`control`), opened on it (`opening`)."""
