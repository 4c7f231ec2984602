"""What can be wrong with a framework file, each fault in one sentence with its mend. {key} is the dotted key."""

from dataclasses import dataclass

from gwella.core.problems import Problem
from gwella.core.text import mark


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault: its code, and msgids for the reason and for what to do."""

    code: str
    message: str
    mend: str

    def problem(self, file: str, key: str, value: object = "", **params: str) -> Problem:
        """The fault found at a dotted key (shown as the column) of a file."""
        known = {"key": key} if key else {}
        return Problem(
            f"framework_{self.code}",
            self.message,
            file,
            column=key,
            value=str(value),
            mend=self.mend,
            params={**known, **params},
        )


# The file
UNKNOWN = Fault("unknown", mark("There is no framework “{framework}”."), mark("Choose among: {known}."))
NOT_UTF8 = Fault("not_utf8", mark("The file is not UTF-8 text."), mark("Save it as UTF-8."))
NOT_TOML = Fault("not_toml", mark("The file is not TOML: {fault}."), mark("Correct that line."))
CODE = Fault(
    "code", mark("The code {code} is not the file's name."), mark("Name the file after the code, ending in .toml.")
)
TWO_OF_A_CODE = Fault(
    "two_of_a_code", mark("There are two frameworks “{framework}”."), mark("Give one of them another code.")
)
YEARS_OVERLAP = Fault(
    "years_overlap",
    mark("Two national frameworks are in force in {years}: {one} and {other}."),
    mark("End one before the other begins."),
)

# Keys and kinds
KEY_MISSING = Fault("key_missing", mark("“{key}” is missing."), mark("Add the key “{key}”."))
KEY_UNKNOWN = Fault(
    "key_unknown",
    mark("“{key}” is not a key that a framework has."),
    mark("Correct its spelling, or take it out."),
)
NOT_A_TEXT = Fault("not_a_text", mark("“{key}” is not a text."), mark("Write a text in quotation marks."))
NOT_A_FLAG = Fault("not_a_flag", mark("“{key}” is neither true nor false."), mark("Write true or false."))
NOT_WHOLE = Fault("not_whole", mark("“{key}” is not a whole number."), mark("Write a whole number."))
NOT_A_NUMBER = Fault("not_a_number", mark("“{key}” is not a number."), mark("Write a number."))
NOT_A_DATE = Fault("not_a_date", mark("“{key}” is not a date."), mark("Write a date such as 2019-09-02."))
NOT_TWO_DATES = Fault("not_two_dates", mark("“{key}” is not two dates."), mark("Write two dates in brackets."))
NOT_TEXTS = Fault("not_texts", mark("“{key}” is not a list of texts."), mark("Write texts in brackets."))
NOT_NUMBERS = Fault("not_numbers", mark("“{key}” is not a list of numbers."), mark("Write numbers in brackets."))
NOT_A_TABLE = Fault("not_a_table", mark("“{key}” is not a table."), mark("Write a table."))
NOT_TABLES = Fault("not_tables", mark("“{key}” is not a list of tables."), mark("Write a list of tables."))
EMPTY = Fault("empty", mark("“{key}” is empty."), mark("Write a text."))
NEGATIVE = Fault("negative", mark("“{key}” is below zero."), mark("Write zero or more."))
TWICE = Fault("twice", mark("“{key}” names {item} twice."), mark("Keep it once."))
NOT_KNOWN = Fault(
    "not_known",
    mark("“{key}” names {item}, which this framework does not know."),
    mark("Choose among: {known}."),
)
STEP_MISSING = Fault(
    "step_missing",
    mark("“{key}” is there, but its step “{step}” is not."),
    mark("Name the step, or take the part out."),
)

# Grading
SCALE_EMPTY = Fault(
    "scale_empty",
    mark("The scale “{scale}” has no grades."),
    mark("Name its grades from the best to the worst."),
)
SCALE_UNORDERED = Fault(
    "scale_unordered",
    mark("The grade {grade} is out of order."),
    mark("List the grades from the best to the worst, with places 1, 2, 3 …"),
)
WEIGHT = Fault(
    "weight",
    mark("The weight of {measure} is not above zero."),
    mark("Write a weight, or take the measure out."),
)
WEIGHT_SUM = Fault(
    "weight_sum", mark("The weights sum to {total}, not to {expected}."), mark("Correct a weight or the sum.")
)
BOUNDARIES = Fault(
    "boundaries",
    mark("The boundaries of “{key}” do not part the grades in order."),
    mark("Write {count} numbers, the best grade's first."),
)
EDGES = Fault(
    "edges",
    mark("The edges in “{key}” do not part the grades in order."),
    mark("Write {count} numbers, each above the one before it."),
)
MATRIX_ORDER = Fault(
    "matrix_order",
    mark("A worse school would get a better category: {worse} after {better}."),
    mark("Let the category worsen, or stay, with each step down or to the right."),
)
CAP_EMPTY = Fault("cap_empty", mark("The cap caps nothing."), mark("Name a scale and the best grade it allows."))
CAP_MINIMUM = Fault("cap_minimum", mark("“{key}” is not a percentage."), mark("Write a minimum between 0 and 100."))
COHORT = Fault(
    "cohort",
    mark("A small cohort over all years would be smaller than in one year."),
    mark("Write at least as many pupils as for one year."),
)

# The year
SCHOOL_YEAR = Fault("school_year", mark("“{key}” is not a school year."), mark("Write it as 2019/20."))
YEARS = Fault(
    "years", mark("The framework ends before it begins."), mark("Put the first year in “from”, the last in “to”.")
)
HALF_DAYS = Fault("half_days", mark("Days are counted to the half."), mark("Write 4 or 4.5, say."))
DAYS_ORDER = Fault(
    "days_order",
    mark("{worse} would have fewer days than {better}, against inverse proportion to success."),
    mark("Give the worse category at least as many days."),
)
REVIEW_ORDER = Fault(
    "review_order",
    mark("{more} would be reviewed more rarely than {less}, though it is more support."),
    mark("Review more support at least as often."),
)
MILESTONE_ORDER = Fault(
    "milestone_order",
    mark("The milestone {after} would come before {before}."),
    mark("List the milestones in the order of their weeks."),
)
OWNER_ORDER = Fault(
    "owner_order",
    mark("“{key}” is not after the year before it in the list."),
    mark("List those who answer for the framework in the order of their years."),
)
DATE = Fault(
    "date",
    mark("“{key}” is not a day of every year."),
    mark("Write month and day as 11-20 for 20 November."),
)
NOTICE_LATE = Fault(
    "notice_late",
    mark("The notice would come after the autumn term has begun."),
    mark("Choose a day before the end of August."),
)
DEADLINE_ORDER = Fault(
    "deadline_order",
    mark("{after} falls before {before}."),
    mark("List the deadlines in the order of the school year, which begins in September."),
)
TERM = Fault(
    "term",
    mark("The dates of “{key}” do not follow one another."),
    mark("Start, half term and end in their order, after the end of the term before."),
)
TERMS_MISSING = Fault(
    "terms_missing", mark("There are no term dates for {year}."), mark("Add the terms of that school year.")
)
WELSH_LEVEL = Fault("welsh_level", mark("{level} is not a level of Welsh."), mark("Write 0 to 5."))
TRAVEL_FACTOR = Fault(
    "travel_factor", mark("A road is never shorter than the straight line."), mark("Write 1 or more.")
)
PRIORITY = Fault("priority", mark("“{key}” leaves out: {missing}."), mark("Name every category once."))
