"""What people write around a value that is not the product's: forms of sentences, one file for each language.

A line like `auch in ___ {rest} erhältlich` is a form; how one is written stands in `notation`. Whoever adds a language
adds a file, with any of these tables:

===================== ===================================================================
`others_follow`       what follows in its sentence is of other products ("Weitere Farben")
`other_version`       a sentence begins with one version of several, and is of that
`another_product`     the value is of another product
`another_unless_this` so, but not where `this` says that the product itself is named
`aside`               the quantity is that of a sample, a gift or a case
`gift`                the value is of what is given or comes with the product
`packed`              of what it is packed in
`part`, `part_is`     of a part, which `[words]` list as `part` and `small_part`
`beside_part`         of the part that stands right beside it
`trimmed`             of what is on or in it
`extra`               of a thing that is included
`borne`               a weight is what the product bears
`cloth`               ounces are those of a cloth
`apart`               the thing that has the value comes apart, or is sold no more
`this`                the value is of the product itself
===================== ===================================================================

and with these `[names]` of attributes: of `matter` (colours and materials), `weight`, `load`, `package`, `lining` and
`delivery`.
"""
