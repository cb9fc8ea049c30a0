"""What happens: every decision of the model as a plain function, numbers in, a number out.

A rule takes scalars or short read-only sequences in entity order and returns one number; the
tie-break is inside it; it changes nothing, samples nothing and allocates nothing. Both engines call
the same source. Instants are whole seconds since ``as_of``; `NEVER` is a named integer.
"""
