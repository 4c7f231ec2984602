"""Print every measured speed: `make bench`."""

from bench import allocation, letters

if __name__ == "__main__":
    print("Allocation, 426 schools and 60 people")  # noqa: T201
    for line in allocation.lines():
        print(" ", line)  # noqa: T201
    print("Letters")  # noqa: T201
    letters.main(426)
