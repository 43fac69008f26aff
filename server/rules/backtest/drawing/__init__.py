"""Drawing: pages and pictures as plain markup, by our own small code: no script, no dependency, no I/O.

    draw = lambda size: plot(size, across, up, [line(points, "one"), dots(points, "one")])
    figure("lead", title, says, draw, key=[("line one", "with")], table=table(caption, head, rows))
    sheet(title=..., language="sv", body=[...])

A picture is drawn twice, for a wide screen and for a telephone (``size.py``), so that its letters stay readable; the
style sheet shows one of them. Colours are classes of the style sheet (``style.py``): ``one``, ``two``, ``three`` for
what is compared, ``chance`` for what nagging alone would reach, and the severities.
"""
