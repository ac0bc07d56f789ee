"""The sentences in which a plan is explained, in English and Spanish, at a reading level of grade 8 or below."""

from __future__ import annotations

_SAYINGS: dict[str, tuple[str, str]] = {
    "reads": ("It reads: {source}", "Lee: {source}"),
    "made_up": (
        "The data are made up. They tell nothing about real people.",
        "Los datos son inventados. No dicen nada de personas reales.",
    ),
    "measures": ("What will be counted", "Qué se contará"),
    "outcome": ("what happens to people", "lo que les pasa a las personas"),
    "process": ("what we do", "lo que hacemos"),
    "balancing": ("what must not get worse meanwhile", "lo que no debe empeorar mientras tanto"),
    "numerator": ("Counted: {numerator}", "Se cuenta: {numerator}"),
    "average": ("The average of: {numerator}", "El promedio de: {numerator}"),
    "out_of": ("Out of: {denominator}", "De un total de: {denominator}"),
    "out_of_rows": ("Out of: every row", "De un total de: todas las filas"),
    "over": ("Over: {denominator}", "Sobre: {denominator}"),
    "where": ("Only rows where: {where}", "Solo filas donde: {where}"),
    "shown": ("Shown as: {unit}", "Se muestra como: {unit}"),
    "lower": ("Lower is better.", "Menos es mejor."),
    "higher": ("Higher is better.", "Más es mejor."),
    "why": ("Why it matters: {why}", "Por qué importa: {why}"),
    "chosen_by": ("Chosen by: {who}", "Elegido por: {who}"),
    "standardised": (
        "Made fair for differences in {stratum}: each group is given the same mix.",
        "Ajustado por diferencias en {stratum}: cada grupo recibe la misma mezcla.",
    ),
    "groups": ("Who is compared", "Quiénes se comparan"),
    "from_column": ("Groups come from the column {column}.", "Los grupos vienen de la columna {column}."),
    "from_expression": ("Groups come from: {expression}", "Los grupos vienen de: {expression}"),
    "from_link": (
        "Groups come from where people live: {column} in {table}, joined by {area}. The address itself is not kept.",
        "Los grupos vienen de dónde vive la gente: {column} en {table}, unido por {area}. La dirección no se guarda.",
    ),
    "codes": ("Names of groups: {codes} ({source}, {year}).", "Nombres de los grupos: {codes} ({source}, {year})."),
    "bands": ("Cut into: {bands}.", "En tramos: {bands}."),
    "quantiles": ("Cut into {count} equal parts.", "En {count} partes iguales."),
    "best": (
        "Each group is compared with the group that fares best.",
        "Cada grupo se compara con el grupo al que le va mejor.",
    ),
    "largest": ("Each group is compared with the largest group.", "Cada grupo se compara con el grupo más grande."),
    "overall": (
        "Each group is compared with everyone together.",
        "Cada grupo se compara con todas las personas juntas.",
    ),
    "named": ("Each group is compared with {reference}.", "Cada grupo se compara con {reference}."),
    "alone": (
        "A person who names several groups counts as “More than one”.",
        "Una persona que nombra varios grupos cuenta como “Más de una”.",
    ),
    "combination": (
        "A person who names several groups counts in each of them, so the groups overlap.",
        "Una persona que nombra varios grupos cuenta en cada uno, así que los grupos se superponen.",
    ),
    "rarest": (
        "A person who names several groups counts once, in the one that fewest people here name.",
        "Una persona que nombra varios grupos cuenta una vez, en el que menos personas de aquí nombran.",
    ),
    "collected": ("How it was asked: {collected}", "Cómo se preguntó: {collected}"),
    "collected_by": ("Who asked: {who}", "Quién preguntó: {who}"),
    "self_reported": ("People said it themselves.", "Las personas lo dijeron por sí mismas."),
    "not_self_reported": ("Others wrote it down for them.", "Otros lo anotaron por ellas."),
    "pairs": (
        "Every two of these are also looked at together, and everyone as a whole.",
        "También se miran de dos en dos, y todas las personas juntas.",
    ),
    "deeper": ("Looked at together too: {names}.", "También se miran juntos: {names}."),
    "no_groups": (
        "No groups are named, so the plan can show no gap. Add a [[stratum]].",
        "No se nombran grupos, así que el plan no puede mostrar brechas. Agregue un [[stratum]].",
    ),
    "missing": (
        "People whose group is not known, or who chose not to say, are shown as groups of their own.",
        "Las personas cuyo grupo no se conoce, o que prefirieron no decirlo, se muestran como grupos propios.",
    ),
    "time": ("Time and people", "Tiempo y personas"),
    "by_time": (
        "By {every}, from the dates in {date}, and over the whole time.",
        "Por {every}, según las fechas en {date}, y en todo el tiempo.",
    ),
    "no_time": (
        "No date is named: all rows are taken together.",
        "No se nombra una fecha: todas las filas se toman juntas.",
    ),
    "person": (
        "{person} tells which rows are the same person. It is used to count people and is never shown.",
        "{person} dice qué filas son la misma persona. Se usa para contar personas y nunca se muestra.",
    ),
    "no_person": (
        'Rows are counted. If one person can have several rows, name the column that tells people apart: person = "…".',
        'Se cuentan filas. Si una persona puede tener varias, nombre la columna que las distingue: person = "…".',
    ),
    "totals": (
        "A row is a total that stands for many people.",
        "Una fila es un total que representa a muchas personas.",
    ),
    "running_totals": (
        "A row is a running total: each time holds the ones before it. So the last one stands for the whole time, and nothing is added up.",
        "Una fila es un total acumulado: cada fecha incluye las anteriores. Por eso la última vale por todo el tiempo y nada se suma.",
    ),
    "site": ("{site} tells where a row comes from.", "{site} dice de dónde viene una fila."),
    "protection": ("What is protected", "Qué se protege"),
    "threshold": (
        "No count from 1 to {most} is shown, nor any number that would give one away.",
        "No se muestra ningún conteo de 1 a {most}, ni ningún número que lo revele.",
    ),
    "no_threshold": (
        "Small counts are shown. Use this only for data that are public already.",
        "Se muestran conteos pequeños. Úselo solo con datos que ya son públicos.",
    ),
    "steward": (
        "For the steward alone: small counts are shown. Do not pass this report on.",
        "Solo para la persona custodia: se muestran conteos pequeños. No comparta este informe.",
    ),
    "team": ("The report is for the team.", "El informe es para el equipo."),
    "network": ("The report is for the learning network.", "El informe es para la red de aprendizaje."),
    "public": ("The report is for everyone.", "El informe es para todas las personas."),
    "zeros_hidden": (
        "It is also hidden that nobody, or everybody, in a group had it.",
        "También se oculta que nadie, o todas las personas, de un grupo lo tuvo.",
    ),
    "rounded": (
        "Counts are rounded to the nearest {base}.",
        "Los conteos se redondean al múltiplo de {base} más cercano.",
    ),
    "target": ("The aim: {target}", "La meta: {target}"),
    "charts": ("How change is judged", "Cómo se juzga el cambio"),
    "anhoej": (
        "A signal is told from chance by the Anhøj rules.",
        "Una señal se distingue del azar con las reglas de Anhøj.",
    ),
    "western-electric": (
        "A signal is told from chance by the Western Electric rules.",
        "Una señal se distingue del azar con las reglas de Western Electric.",
    ),
    "nelson": (
        "A signal is told from chance by the Nelson rules.",
        "Una señal se distingue del azar con las reglas de Nelson.",
    ),
    "ihi": (
        "A signal is told from chance by the run-chart rules of the IHI.",
        "Una señal se distingue del azar con las reglas del IHI.",
    ),
    "mdc": (
        "A signal is told from chance by the Making Data Count rules.",
        "Una señal se distingue del azar con las reglas de Making Data Count.",
    ),
    "none": ("Charts are drawn and not judged.", "Los gráficos se dibujan y no se juzgan."),
    "baseline": (
        "The first {count} periods say what is usual; later ones are held against them.",
        "Los primeros {count} períodos dicen qué es lo usual; los demás se comparan con ellos.",
    ),
    "phase": ("What is usual is worked out anew from {day}.", "Lo usual se calcula de nuevo desde el {day}."),
    "excluded": (
        "Shown but not judged: the period of {day} ({why}).",
        "Se muestra pero no se juzga: el período del {day} ({why}).",
    ),
    "tried": ("Marked on {day}: {title}", "Se marca el {day}: {title}"),
    "identifiers": (
        "Never used to make groups, since they could tell who a person is: {columns}.",
        "Nunca se usan para formar grupos, porque podrían decir quién es una persona: {columns}.",
    ),
    "codes_found": (
        "Codes read as “not known” in the columns used: {codes}.",
        "Códigos leídos como “desconocido” en las columnas usadas: {codes}.",
    ),
    "to_say": ("Not said yet", "Aún sin decir"),
    "ask_why": (
        "{title}: why does it matter, and who said so? Ask people who live with it. Then write why and chosen_by.",
        "{title}: ¿por qué importa y quién lo dijo? Pregunte a quienes lo viven. Luego escriba why y chosen_by.",
    ),
    "ask_collected": (
        "{title}: how did people get asked? The way of asking can bend the data. Write collected.",
        "{title}: ¿cómo se les preguntó? La forma de preguntar puede torcer los datos. Escriba collected.",
    ),
    "ask_collected_by": (
        "{title}: who asked, or wrote it down? Write collected_by.",
        "{title}: ¿quién preguntó o lo anotó? Escriba collected_by.",
    ),
    "ask_self_reported": (
        "{title}: did people say it themselves, or did others guess? Write self_reported = true or false.",
        "{title}: ¿lo dijo cada persona, o lo supusieron otros? Escriba self_reported = true o false.",
    ),
    "day": ("day", "día"),
    "week": ("week", "semana"),
    "month": ("month", "mes"),
    "quarter": ("quarter", "trimestre"),
    "year": ("year", "año"),
}


def say(key: str, language: str, **parts: object) -> str:
    """The sentence of this key, in "en" or "es", with its parts filled in."""
    english, spanish = _SAYINGS[key]
    return (spanish if language == "es" else english).format(**parts)
