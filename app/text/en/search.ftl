search-title = Search
search-label = What do you need to do?
search-hint = For example “birth certificate”, or in pinyin “shanghukou” or “shk”. No names or identity numbers needed.
search-button = Search
search-found = { $count ->
    [one] One result
   *[other] { $count } results
}
search-nothing-title = Nothing found
search-nothing-words = Try fewer words, such as “child”, “insurance” or “elderly”.
search-all = What you can do here
search-reference = This looks like a case reference. With it and the six-digit enquiry code you can
search-phone = Still not clear? Call, day or night:
