"""The columns of a made-up registry that plan tests are checked against."""

from evenground.model.columns import Column, ColumnType

REGISTRY = (
    Column("patient_id", ColumnType.TEXT, identifies="a record number"),
    Column("mother_name", ColumnType.TEXT, identifies="a person's name"),
    Column("birth_date", ColumnType.DATE, identifies="a birth date"),
    Column("readmitted", ColumnType.TEXT),
    Column("stay", ColumnType.INTEGER, missing_codes=("?",)),
    Column("enrolled_days", ColumnType.INTEGER),
    Column("hba1c", ColumnType.NUMBER),
    Column("visit_date", ColumnType.DATE),
    Column("seen_at", ColumnType.TIMESTAMP),
    Column("screened", ColumnType.BOOLEAN),
    Column("race", ColumnType.TEXT, missing_codes=("?",)),
    Column("Home Language", ColumnType.TEXT),
    Column("group", ColumnType.TEXT),
    Column("date", ColumnType.DATE),
    Column("year", ColumnType.INTEGER),
    Column("tract", ColumnType.TEXT, identifies="an area of few people"),
    Column("visits", ColumnType.OTHER),
)
