"""Fetch article after article and read it, as the manual of each library has it; nothing of robots.txt, no pauses.

    python each.py LIBRARY ADDRESSES.txt OUT.jsonl

Prints how many seconds that took, and of processor time, both without imports.
"""

import json
import sys
import time


def with_trafilatura():
    import urllib3
    from trafilatura import extract

    pool = urllib3.PoolManager()  # its own fetch_url refuses addresses of this machine

    def read(url):
        return extract(pool.request("GET", url).data, url=url, output_format="json", with_metadata=True)

    return read


def with_newspaper4k():
    import newspaper

    def read(url):
        article = newspaper.article(url)
        return article.to_json() if article.text else None

    return read


def with_news_please():
    from newsplease import NewsPlease

    def read(url):
        article = NewsPlease.from_url(url)
        return json.dumps(article.get_serializable_dict()) if article.maintext else None

    return read


def main():
    library, addresses, out = sys.argv[1:]
    read = globals()[f"with_{library.replace('-', '_')}"]()
    with open(addresses) as file:
        urls = file.read().split()
    began, spent = time.perf_counter(), time.process_time()
    with open(out, "w") as file:
        for url in urls:
            found = read(url)
            assert found, url
            file.write(found.replace("\n", " ") + "\n")
    print(time.perf_counter() - began, time.process_time() - spent)


if __name__ == "__main__":
    main()
