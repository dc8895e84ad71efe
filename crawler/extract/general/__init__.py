"""Articles on pages of any make: where the body is, which blocks there are text, and the fields that surround it.

Rules here know no site. They go by what structured data says, by markup, and by the place of a block among the others;
by names in classes only where the part so called has little of the text.
"""
