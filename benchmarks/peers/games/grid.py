"""Square boards whose cells are numbered row by row from the top left, and the four directions on them."""

UP, RIGHT, DOWN, LEFT = range(4)


def neighbours(side):
    """For each cell the four cells next to it, up, right, down and left; -1 outside."""
    return [
        (cell - side if cell >= side else -1,
         cell + 1 if cell % side < side - 1 else -1,
         cell + side if cell < side * (side - 1) else -1,
         cell - 1 if cell % side else -1)
        for cell in range(side * side)]
