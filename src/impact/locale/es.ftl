### Sections stand in the order of the report. Keys are the same in every language; a test says so.

## La lengua: su nombre; la región cuyos números y fechas usa si el estudio no nombra otra; si una etiqueta empieza con
## minúscula dentro de una frase; `.contracts`, lo que contrae donde un mensaje se une a una etiqueta (`x y → z, …`)

language = español
    .region = es-419
    .labels = lower
    .contracts = de el → del, a el → al

## Etiquetas de un estudio que no trae las suyas

label-programme = El programa
label-comparison = Sin el programa
label-event = el evento
label-no-event = no consta que haya tenido el evento
label-people = personas
label-start = el inicio del seguimiento

## Words: durations, amounts, groups

duration-days = { $count ->
    [one] { $count } día
   *[other] { $count } días
}
duration-weeks = { $count ->
    [one] { $count } semana
   *[other] { $count } semanas
}
duration-months = { $count ->
    [one] { $count } mes
   *[other] { $count } meses
}
duration-years = { $count ->
    [one] { $count } año
   *[other] { $count } años
}
by-days = { $count ->
    [one] al día
   *[other] a los { $count } días
}
by-weeks = { $count ->
    [one] a la semana
   *[other] a las { $count } semanas
}
by-months = { $count ->
    [one] al mes
   *[other] a los { $count } meses
}
by-years = { $count ->
    [one] al año
   *[other] a los { $count } años
}
since-days = Días desde { $start }
since-weeks = Semanas desde { $start }
since-months = Meses desde { $start }
since-years = Años desde { $start }
since-short-days = Día { $count }
since-short-weeks = Semana { $count }
since-short-months = Mes { $count }
since-short-years = Año { $count }
difference = { $direction ->
    [fewer] { $size } menos
    [more] { $size } más
   *[none] ni menos ni más
}
interval = { $shape ->
    [fewer] de { $from } a { $to } menos
    [more] de { $from } a { $to } más
   *[both] de { $from } menos a { $to } más
}
span = { $from } a { $to }
risk-hover = { $group }: { $risk } de cada 100 ({ $interval }), { $when }
risk-hover-bare = { $group }: { $risk } de cada 100, { $when }
labelled = { $name }: { $value }
at-time = { $what }, { $when }
in-brackets = { $value } ({ $more })
not-shown = no se muestra, para proteger la privacidad
group-programme = Grupo del programa
group-comparison = Grupo de comparación
method-none = Sin ponderar
method-adjusted-none = Ajustado por lo que se conocía al inicio
method-att = Ponderado según el grupo del programa
method-ate = Ponderado según el conjunto
method-ato = Ponderado donde los grupos coinciden
method-entropy-att = Equilibrado de forma exacta, para el grupo del programa
method-entropy-ate = Equilibrado de forma exacta, para el conjunto
method-standardised-att = Riesgos modelados, para el grupo del programa
method-standardised-ate = Riesgos modelados, para el conjunto
method-standardised-ato = Riesgos modelados, donde los grupos coinciden
method-aipw-att = Doblemente robusto, para el grupo del programa
method-aipw-ate = Doblemente robusto, para el conjunto
method-aipw-ato = Doblemente robusto, donde los grupos coinciden
method-msm-none = Ponderada por servicios y pérdida
method-pooled-none = Sin ponderar (no usar)
synthetic-short = Datos sintéticos: no prueban nada
synthetic-long = Todos los registros de esta página los inventó una computadora para mostrar cómo funciona el método. Nada de lo que aquí aparece dice algo sobre una persona, un lugar o un programa reales.
quoted = «{ $text }»
amount = { $n } { $unit }
span-open = { $from } o más

## Sections of the report

section-answer = La respuesta
section-limits = Lo que esto no puede decir
section-who = Quiénes forman parte del estudio
section-definitions = Qué significan las palabras
section-risks = El riesgo a lo largo del tiempo
section-further = Qué más fue de ellas y ellos
section-comparable = ¿Son comparables los dos grupos?
section-choices = ¿Depende de nuestras decisiones?
section-certainty = ¿Qué tan seguro es el resultado?
section-criteria = Qué se evalúa y qué no (criterios del CAD de la OCDE)
section-claims = Lo que se ha afirmado en público
section-privacy = Cómo se protegió la privacidad
section-versions = Datos, código y métodos
contents = En esta página
code = Código
download-table = Descargar los números: { $name }
show-table = Las cifras en una tabla
charts-cannot-draw = Este navegador es demasiado antiguo para dibujar los gráficos que responden al tacto. El texto y la tabla que acompaña a cada gráfico contienen todas las cifras.
show-checks = Todas las revisiones
skip = Ir al contenido
section-steps = Quiénes llegaron a cada hito
section-times = Cuánto tarda cada hito
section-waiting = Quiénes están en espera

## Answer

headline-high-lower = Contar con { $programme } reduce el riesgo de { $event }.
headline-moderate-lower = Contar con { $programme } probablemente reduce el riesgo de { $event }.
headline-low-lower = Contar con { $programme } podría reducir el riesgo de { $event }.
headline-very-low-lower = No sabemos si contar con { $programme } reduce el riesgo de { $event }.
headline-high-higher = Contar con { $programme } aumenta el riesgo de { $event }.
headline-moderate-higher = Contar con { $programme } probablemente aumenta el riesgo de { $event }.
headline-low-higher = Contar con { $programme } podría aumentar el riesgo de { $event }.
headline-very-low-higher = No sabemos si contar con { $programme } aumenta el riesgo de { $event }.
headline-moderate-unclear = No hay una diferencia clara entre los dos grupos en el riesgo de { $event }.
headline-low-unclear = No hay una diferencia clara entre los dos grupos en el riesgo de { $event }.
headline-very-low-unclear = No hay una diferencia clara entre los dos grupos en el riesgo de { $event }: no sabemos si contar con { $programme } lo modifica.
headline-withheld = Este estudio no ofrece ninguna estimación de cómo influye contar con { $programme } en el riesgo de { $event }.
headline-risks = { $duration } después de { $start }, el riesgo estimado de { $event } es de { $programme_risk } por cada 100 { $people } en el grupo del programa y de { $comparison_risk } por cada 100 en el grupo de comparación.
headline-difference = { $difference } por cada 100 { $people }
headline-interval = Intervalo del { PERCENT(0.95) }: { $interval }
headline-possible = Sigue siendo posible cualquier valor { $shape ->
    [both] desde { $from } menos hasta { $to } más
    [fewer] desde { $from } hasta { $to } menos
   *[more] desde { $from } hasta { $to } más
} por cada 100.
headline-rounded = Cada una de estas cifras se redondea por separado, para proteger la privacidad, por lo que pueden no sumar exactamente.
headline-authorities = Si se cuenta solo lo que registraron las autoridades, que alcanza por igual a ambos grupos: { $difference } por cada 100 { $people }, intervalo del { PERCENT(0.95) } { $interval }. No recoge a quien salió y nadie volvió a encontrar.
headline-doubt = La estimación apunta en una dirección, pero es demasiado incierta para confiar en ella.
headline-no-interval = No se pudo calcular un intervalo, así que nadie puede decir qué tan grande es la diferencia que sigue siendo posible.
headline-bars = Riesgo de { $event } { $by } de { $start }, por cada 100 { $people }
headline-withheld-why = Por qué no se publica:
headline-withheld-else = Las reglas que protegen la privacidad no permiten mostrar la estimación.
headline-withheld-what = Con ella quedan sin publicar, en este informe y en todo lo demás que sale de esta ejecución, los riesgos, las diferencias, las razones y las curvas de la comparación ajustada, tanto del conjunto como por subgrupos, y las respuestas que darían otras decisiones.
headline-withheld-what-some = Con ella quedan sin publicar, en este informe y en todo lo demás que sale de esta ejecución, las demás cifras de esa comparación y las respuestas que darían otras decisiones. Las tablas incluyen estimaciones para otras poblaciones, cuyas propias revisiones se cumplieron; no responden a la pregunta de este estudio.
headline-withheld-raw = Los grupos tal como se observaron no sustituyen a la respuesta. Sus cifras están en las tablas, sin ponderar.
headline-withheld-left = Lo que sí se puede leer aquí: quiénes están en el estudio, a cuántas personas se pudo ubicar, qué tan parecidos eran los grupos al inicio y qué revisiones no se cumplen.
population-att = Estas cifras se refieren a personas como las del grupo del programa.
population-ate = Estas cifras se refieren a todas las personas del estudio.
population-ato = Estas cifras se refieren a personas que habrían podido estar en cualquiera de los dos grupos.
population-none = Estas cifras son las observadas, sin ponderar.

## Certainty

certainty = Certeza
certainty-high = Alta
certainty-moderate = Moderada
certainty-low = Baja
certainty-very-low = Muy baja
certainty-start-experiment = Parte de alta: el azar decidió quién estaba en cada grupo.
certainty-start-observational = Parte de baja: es una comparación observacional, en la que el azar no decidió quién estaba en cada grupo.
certainty-step-loss = Un nivel menos: en algún grupo se pudo ubicar a menos del { $share } de las personas durante { $duration }, o no se sabe a cuántas.
certainty-step-null = Un nivel menos: el intervalo incluye que no haya ninguna diferencia.
certainty-step-tipping = Un nivel menos: si la posibilidad (odds) de { $event } de quienes se perdieron de vista en uno de los grupos fuera el doble o la mitad de lo que sugieren sus registros, la conclusión cambiaría.
certainty-step-indirectness = Un nivel menos: los datos no responden del todo a lo que se pregunta. { $reason }
certainty-step-up = Un nivel más: todas las revisiones se cumplen, y solo un factor más fuerte que cada característica registrada podría llevar el intervalo hasta la ausencia de diferencia.
certainty-step-none = Ningún nivel menos.
certainty-withheld = No hay ninguna estimación que calificar.
certainty-result = Certeza de esta respuesta: { $level }.
certainty-scale = Nivel de diseño { $level } de 5 en la escala de Maryland (comparación simple, 1; comparación ajustada, 2; experimento, 5).
certainty-verbs = Las palabras siguen a la certeza. Alta: «reduce». Moderada: «probablemente reduce». Baja: «podría reducir». Muy baja: «no sabemos si».
gate-changed = En este estudio se cambió una de las revisiones: { $gate }. El límite es { $threshold } en lugar de { $default }. La razón que se da: { $reason }
gate-changed-looser = El límite cambiado es menos estricto que el habitual, por lo que esa revisión no puede elevar la certeza.
gate-balance = la mayor diferencia que puede quedar entre los grupos al inicio
gate-equipoise = la proporción de cada grupo que habría podido estar en cualquiera de los dos
gate-effective-sample-size = el número de personas cuya información queda en cada grupo después de ponderar
gate-traced = la proporción de cada grupo que se debe ubicar
gate-traced-gap = la distancia que se admite entre las proporciones ubicadas (en puntos porcentuales)
gate-events = el número de eventos que hace falta en cada grupo
gate-convergence = la convergencia del modelo que da las ponderaciones

## Limits

limit-synthetic = Los registros son sintéticos. Muestran cómo funciona el método y no prueban nada.
limit-observational = Esta es una comparación observacional. Los dos grupos pueden diferir en aspectos que nadie registró, y esas diferencias pueden explicar una parte o la totalidad de lo que se observa.
limit-experiment = El azar decidió quién estaba en cada grupo, de modo que las diferencias iniciales se deben solo al azar. El resultado vale para personas como las estudiadas, en aquel momento y lugar.
limit-followup = { $duration } después de { $start } se pudo ubicar al { $programme_share } del grupo del programa y al { $comparison_share } del grupo de comparación. No se sabe qué pasó con las demás personas, que pueden ser distintas de las que sí se ubicaron.
limit-followup-analysis-table = { $duration } después de { $start }, el { $programme_share } del grupo del programa y el { $comparison_share } del grupo de comparación ya habían tenido el evento o tenían un seguimiento al menos tan largo. No se sabe qué pasó con las demás personas. Los datos no permiten distinguir a quien se perdió de vista de quien llegó demasiado tarde para un seguimiento tan largo.
limit-landmark = Los grupos se distinguen el día { $day } después de { $start }, entre quienes seguían en casa. La diferencia entre ellos nunca es el efecto de la inscripción: quien ya se había ido o se había perdido de vista ese día no está en ningún grupo, y quien se inscribió después permanece en el grupo de comparación.
limit-indirectness = Los datos no responden del todo a lo que se pregunta. { $reason }
limit-unknown = Que falte un registro no significa que no ocurriera: cuando se dice «{ $no_event }», el hecho pudo ocurrir sin que nadie lo anotara.
limit-places = Las cifras hablan de los lugares y las fechas que abarcan los datos. No son un pronóstico para otros.
limit-outcome = El riesgo de { $event } es un resultado entre varios. Por sí solo no dice cómo viven las personas.

## Who

who-analysed = Se compara a { $total } { $people }: { $programme_n } en el grupo del programa y { $comparison_n } en el grupo de comparación.
who-from = Los registros abarcan a { $all } { $people }; la figura muestra a quiénes no se compara y por qué.
who-suppressed = Son muy pocas personas para mostrar cuántas se comparan.
traced-sentence = Personas ubicadas durante { $duration }: el { $programme_share } del grupo del programa y el { $comparison_share } del grupo de comparación.
who-later-enrolled = Del grupo de comparación, el { $share } se inscribió después del día { $day } y permanece en él.
who-later-enrolled-hidden = No se muestra cuántas personas del grupo de comparación se inscribieron después del día { $day }, para proteger la privacidad.

## Definitions

define-programme = Grupo del programa
define-programme-text = { $programme_title }.
define-programme-text-landmark = { $programme_title }: { $people } que el día { $day } después de { $start } seguían en casa y ya contaban con una inscripción.
define-comparison = Grupo de comparación
define-comparison-text = { $comparison_title }.
define-comparison-text-landmark = { $comparison_title }: { $people } que el día { $day } después de { $start } seguían en casa y aún no contaban con una inscripción. Quien se inscribió más tarde permanece en este grupo: la inscripción posterior se toma tal como ocurrió.
define-start = Tiempo cero
define-start-text = El tiempo se cuenta desde { $start }, igual en los dos grupos.
define-start-text-landmark = El tiempo se cuenta desde { $start }, igual en los dos grupos. Las curvas parten de cero el día { $day }, porque solo se compara a quienes ese día seguían en casa: lo que ocurrió antes no aparece en ellas.
define-event = Evento
define-event-text = Se cuenta el primer registro de { $event } después de { $start }.
define-event-text-landmark = Se cuenta el primer registro de { $event } después del día { $day }.
define-no-event = Sin evento
define-no-event-text = De quien no tiene ese registro se dice «{ $no_event }», y nada más.
define-competing = Otros eventos
define-competing-text = Una muerte o una salida por una vía legal pone fin al riesgo de { $event } y se cuenta aparte. La migración legal no es un fracaso.
define-competing-text-analysis-table = Ponen fin al riesgo de { $event } y se cuentan aparte: { $events }.
define-risk = Riesgo
define-risk-text = De cada 100 { $people }, cuántos casos se espera que haya hasta ese momento. Quien tiene un seguimiento más corto cuenta por el tiempo que duró.
define-risk-text-landmark = De cada 100 { $people } que seguían en casa el día { $day }, cuántos casos se espera que haya hasta ese momento. Quien tiene un seguimiento más corto cuenta por el tiempo que duró.
define-interval = Intervalo del { PERCENT(0.95) }
define-interval-text = Los valores que concuerdan razonablemente con los datos, con los extremos redondeados hacia fuera. Si es amplio, se sabe poco.
define-weighted = Ponderado
define-weighted-text = Unas personas cuentan más y otras menos, para que los grupos se parezcan en todo lo que se registró al inicio.
define-traced = Personas ubicadas
define-traced-text = Se sabe si el evento ocurrió o no hasta ese momento. Solo se consideran personas que, antes del fin de los registros, habrían podido tener un seguimiento tan largo.
define-traced-text-analysis-table = El evento consta hasta ese momento, o el seguimiento duró al menos ese tiempo. Se considera a todas las personas, porque los datos no dicen hasta cuándo se habría podido seguir a cada una: quien llegó demasiado tarde cuenta como persona no ubicada.

## Purpose: how the programme is thought to work, and the child's choice

theory-title = Cómo se piensa que funciona el programa
theory-none = El archivo del estudio no dice cómo se piensa que { $programme } cambia el riesgo de { $event }.
theory-expected = Es lo que se espera que ocurra, un paso tras otro. No es un resultado.
theory-source = Fuente: { $source }
choice-title = La decisión de cada niña, niño o adolescente
choice-outcome = Volver a partir no siempre es un fracaso, y no partir no siempre es lo mejor. Hay quien tiene que irse para estar a salvo, y quien se va por una vía legal para vivir con su familia.
choice-records = Los registros dicen si consta una partida. No dicen si fue una decisión propia ni cómo está la niña, el niño o adolescente. Lo que cuentan sobre sus deseos de irse nunca se toma como resultado.
choice-sustainable = La Organización Internacional para las Migraciones llama sostenible a la reintegración cuando quienes retornaron pueden hacer frente a lo que empuja a irse, de modo que volver a migrar sea una decisión y no una necesidad. Un solo número no puede mostrarlo.
theory-none-pathway = El archivo del estudio no dice cómo se piensa que el programa ayuda a pasar de un hito al siguiente.

## Criteria of an evaluation (OECD-DAC)

criteria-intro = El Comité de Asistencia para el Desarrollo de la OCDE plantea seis preguntas sobre un programa (2019). Comparar el riesgo de { $event } responde a tres de ellas, y solo en parte.
criterion-relevance = Pertinencia
criterion-asks-relevance = ¿Hace lo que necesitan las personas a las que se dirige?
criterion-relevance-not = Estos datos no dicen qué necesitaban { $people } y sus familias, ni si se les preguntó.
criterion-coherence = Coherencia
criterion-asks-coherence = ¿Encaja con lo que hacen los demás?
criterion-coherence-not = Estos datos no contienen nada sobre otros servicios y políticas del entorno.
criterion-effectiveness = Eficacia
criterion-asks-effectiveness = ¿Logra lo que se propuso?
criterion-effectiveness-part = Se examina un objetivo: el riesgo de { $event }. «La respuesta» dice cómo se compara y qué tan seguros podemos estar.
criterion-efficiency = Eficiencia
criterion-asks-efficiency = ¿Cuánto cuesta lo que consigue?
criterion-efficiency-not = Estos datos no incluyen costos.
criterion-impact = Impacto
criterion-asks-impact = ¿Qué cambia gracias a él, se busque o no?
criterion-impact-part = Se compara un resultado, { $event }. Aquí no se examinan otros cambios, buscados o no.
criterion-sustainability = Sostenibilidad
criterion-asks-sustainability = ¿Perdura?
criterion-sustainability-part = Los grupos se comparan hasta { $last } después de { $start }. No se sabe qué ocurre más tarde.
criterion-in-part = Evaluado en parte.
criterion-not-assessed = No evaluado.
criterion-withheld = Se iba a comparar el riesgo de { $event }, pero no se presenta ninguna estimación. «La respuesta» dice por qué.
criterion-told = Lo que se sabe por otras vías, según el estudio: { $text }
criteria-intro-pathway = El Comité de Asistencia para el Desarrollo de la OCDE plantea seis preguntas sobre un programa (2019). Contar quiénes llegan a cada hito, y cuándo, responde a una de ellas, y solo en parte.
criterion-effectiveness-alone-pathway = Se sabe quiénes llegan a cada hito y cuándo. No se sabe qué parte se debe al programa.
criterion-impact-alone-pathway = No se compara a nadie, así que nada se puede decir de lo que cambia gracias al programa.
criterion-sustainability-alone-pathway = Los registros terminan con el último hito. No se sabe qué ocurre más tarde.

## Qué más fue de ellas y ellos (resultado del estudio tras `further-name-`, `further-limit-` y `further-count-`)

further-lead = Además de { $event }, un retorno plantea otras preguntas. Aquí se hacen a los mismos grupos; cada cifra dice si es un efecto (aquí, lo que estima una comparación entre grupos), un riesgo de un solo grupo o un recuento.
further-table = Otros resultados: cuántos de cada 100 (salvo los recuentos), y las diferencias
further-outcome = Resultado
further-outcomes-none = El estudio no pide otros resultados.
further-kind = Qué es la cifra
further-not-apply = no corresponde
further-certainty = { $kind }; certeza: { $level }
kind-effect-observational = efecto (comparación observacional)
kind-effect-experiment = efecto (experimento)
kind-risk = riesgo de un solo grupo, no un efecto
kind-count = recuento, no un efecto
further-name-school-return = De vuelta en la escuela
further-name-first-service = Primer servicio recibido
further-name-household = Primera vez en el hogar: { $event }
further-name-siblings = Hermanas y hermanos: { $event }
further-count-household = Hogares comparados
further-count-siblings = Hermanas y hermanos comparados
further-school = { $duration } después de { $start }, según la estimación, { $programme_risk } de cada 100 en el grupo del programa y { $comparison_risk } de cada 100 en el grupo de comparación habían vuelto a la escuela: { $difference } de cada 100 (intervalo del { PERCENT(0.95) }: { $interval }). Certeza: { $level }. { $verb ->
    [unclear] El intervalo incluye que no haya ninguna diferencia.
    [very-low] No sabemos si esta diferencia se debe al programa.
    [low] Esta diferencia podría deberse al programa.
    [moderate] Esta diferencia probablemente se debe al programa.
   *[high] Esta diferencia se debe al programa.
}
further-school-withheld = Aquí no se compara cuántos habían vuelto a la escuela.
further-school-title = De vuelta en la escuela
further-school-note = De cada 100 { $people }, a cuántos encontró un contacto en la escuela hasta cada momento desde { $start }, con intervalos del { PERCENT(0.95) }. La línea avanza en pasos de al menos { $curve_step } eventos, para proteger la privacidad, por lo que puede ir por detrás de las estimaciones de la tabla.
further-limit-school-return = De la escuela solo se sabe cuando un contacto preguntó. Quien volvió a la escuela y salió del país antes del siguiente contacto que preguntó cuenta como salida. Por eso la proporción que volvió a la escuela resulta demasiado baja, y más en el grupo al que se pregunta menos: parte de la diferencia puede venir de ahí. Que se le encuentre en la escuela una vez no dice si siguió en ella.
further-limit-first-service = Solo el grupo del programa puede recibir un servicio del programa, así que no se compara nada: lo pronto que llegó el primer servicio dice cómo trabajó el programa, no qué logró.
further-limit-household = El apoyo puede llegar a toda la familia, lo que no muestra el registro de una sola persona. Aquí cada hogar cuenta una vez, salga primero quien salga. Está en el grupo de la primera persona del hogar que entró en el estudio, y su reloj se detiene cuando se pierde de vista a una de ellas.
further-limit-siblings = Son hermanas y hermanos que retornaron junto con la primera persona del hogar que entró en el estudio, o después; quienes nunca salieron o no retornaron no están en los registros. Están en el grupo de esa persona, reciban o no apoyo por su cuenta.
further-limit-all = Grupos parecidos en lo que se registró pueden diferir en lo que no se registró. Cuando se miran varios resultados, alguno puede diferir solo por azar.
further-supported = De las hermanas y los hermanos, el { $programme_share } en el grupo del programa y el { $comparison_share } en el de comparación están también en el programa.
further-supported-hidden = Cuántas hermanas y hermanos están también en el programa no se muestra, para proteger la privacidad.

## Pictures

chart-curves = Riesgo de { $event } a lo largo del tiempo
chart-curves-note = Cada línea muestra cuántos casos se estiman hasta cada momento por cada 100 { $people }; la zona sombreada es el intervalo del { PERCENT(0.95) } en un momento dado, y entre las líneas de puntos queda la línea entera con una confianza del { PERCENT(0.95) }. Para proteger la privacidad, una línea avanza en pasos de al menos { $curve_step } eventos, por lo que puede ir por detrás de las estimaciones de la tabla. { $method }.
chart-curves-at-risk = En seguimiento y sin el evento
chart-curves-alt = Dos líneas con el riesgo de { $event } a lo largo del tiempo. { $points }
chart-curves-alt-point = { $duration }: { $programme } por cada 100 en el grupo del programa y { $comparison } por cada 100 en el grupo de comparación.
chart-curves-raw-note = No se publican curvas ajustadas; estas muestran los grupos tal como se observaron, y no son una comparación justa.
chart-effects = ¿De qué tamaño es la diferencia?
chart-effects-axis = Diferencia por cada 100 { $people }
chart-effects-note = Cada punto es una estimación y cada línea, su intervalo del { PERCENT(0.95) }. A la izquierda del cero hay menos casos en el grupo del programa. Los puntos rellenos son la comparación que el estudio eligió como respuesta.
chart-effects-fewer = ← menos
chart-effects-more = más →
chart-effects-withheld = no se publica
withheld-differences = Ninguna diferencia ajustada se publica, como tampoco la respuesta. La tabla recoge los grupos tal como se observaron, sin ponderar, y eso no es una respuesta.
withheld-measures = Tampoco se publican los días perdidos por el evento ni las razones de la comparación ajustada.
withheld-curves = Las curvas de la comparación ajustada no se publican, como tampoco la respuesta. Los grupos tal como se observaron no se dibujan en su lugar, para que nadie los tome por ella.
chart-effects-alt = Diferencias estimadas en el riesgo de { $event }. { $points }
chart-effects-alt-point = { $horizon }, { $method }: { $difference } por cada 100 ({ $interval }).
chart-effects-alt-withheld = { $horizon }, { $method }: no se publica.
chart-balance = ¿Cuánto se parecen los dos grupos al inicio?
chart-balance-axis = Diferencia estandarizada (0 es igual)
chart-balance-note = Los puntos huecos muestran los grupos tal como llegaron; los rellenos, después de ponderar ({ $method }), con sus intervalos del { PERCENT(0.95) } en líneas finas. Entre las líneas discontinuas, los grupos se parecen lo suficiente.
chart-balance-most = Se muestran las { $count } características que más diferían; la tabla las contiene todas.
chart-balance-before = tal como llegaron
chart-balance-after = después de ponderar
chart-balance-alt = Diferencias entre los grupos en { $count } características registradas al inicio. La mayor es de { $before } tal como llegaron y de { $after } después de ponderar; { $over } superan { $limit }.
balance-none = El estudio no nombra ninguna característica, por lo que no se puede decir cuánto se parecen los dos grupos al inicio.
balance-hidden = No se muestra cuánto se parecen los dos grupos al inicio, para proteger la privacidad.
explore-title = En otros momentos, y tal como se observó
explore-time = Momento:
explore-view = Comparación
explore-adjusted = ajustada: entre semejantes
explore-observed = tal como se observó, sin ajustar
explore-none = No hay un dato { $by }.
explore-observed-note = Lo observado no es la respuesta: los grupos eran distintos desde el inicio.
icons-risk = { $arm }: { $risk } de cada 100 (intervalo del { PERCENT(0.95) }: de { $low } a { $high })
icons-risk-bare = { $arm }: { $risk } de cada 100
icons-note = Cada punto representa a una persona de cada cien. Puntos grandes: { $event }, según la estimación. Quiénes serán, nadie lo puede saber.
chart-overlap = ¿Podían las personas de ambos grupos haber estado en el programa?
chart-overlap-axis = Puntaje de preferencia
chart-overlap-high = entran con más frecuencia →
chart-overlap-low = ← entran con menos frecuencia
chart-overlap-none = No se muestra cuánto coinciden los grupos: hay muy pocas personas.
chart-overlap-note = Cómo se reparte cada grupo según el puntaje de preferencia: cuán probable era que alguien con los mismos registros estuviera en el programa, sea cual sea el tamaño de este. En el centro gris ambas cosas eran posibles; donde solo un grupo tiene barras, no hay con quién compararlo.
chart-overlap-hover = { $group }, puntaje { $piece }: { $share }
chart-overlap-alt = Proporción de cada grupo según el puntaje de preferencia. { $points }
chart-visits = ¿Con qué frecuencia se da seguimiento a cada grupo?
chart-visits-table = Contactos por persona y año (contactos)
chart-visits-note = Contactos por persona y año de observación, en cada trimestre desde el inicio. Cuanto más se contacta a un grupo, más de sus partidas se conocen, y antes.
chart-visits-hover = { $group }, { $piece }: { $rate } contactos por persona y año
chart-visits-alt = Contactos por persona y año, según el tiempo desde { $start }. { $points }
chart-specifications = Todas las respuestas a la pregunta principal a la vez
chart-specifications-note = Cada columna es un análisis de la diferencia { $by }: arriba, su estimación con su intervalo del { PERCENT(0.95) }; abajo, un punto por cada decisión que lo sustenta. El del estudio va en oscuro. Si las columnas cuentan la misma historia, la respuesta no depende de una sola decisión. La comparación sin ponderar está aquí solo como contraste.
chart-specifications-point = { $analysis }, { $method }: { $value }
chart-specifications-alt = { $analyses } análisis, de la menor diferencia a la mayor. { $points }
chart-context = Niñas, niños y adolescentes no acompañados encontrados en la frontera de los Estados Unidos
chart-context-note = Por año fiscal y país de origen, según los publicó la Oficina de Aduanas y Protección Fronteriza de los Estados Unidos. Son recuentos reales de encuentros, no de personas; no dicen nada del programa.
chart-context-alt = Niñas, niños y adolescentes no acompañados encontrados en la frontera, por año fiscal. { $points }
context-lead = Para tener una idea de la magnitud: encuentros y devoluciones, según los cuentan las autoridades. Una misma persona puede contarse más de una vez, y quien no fue encontrado no se cuenta.
context-removed = Niñas, niños y adolescentes devueltos por avión desde los Estados Unidos, por año fiscal (2019 en parte; Centro de Derechos Humanos de la Universidad de Washington)
context-year = Año fiscal
chart-followup = ¿De cuántas personas se sabe qué pasó?
chart-followup-axis = Proporción de personas ubicadas
chart-followup-note = Entre quienes habrían podido tener un seguimiento tan largo, la proporción de quienes se sabe si el evento ocurrió o no. Del resto no se sabe qué pasó.
chart-followup-note-analysis-table = La proporción de todas las personas que hasta entonces habían tenido el evento o tenían un seguimiento al menos tan largo. Los datos no permiten saber si el resto se perdió de vista o llegó demasiado tarde.
chart-followup-limit = mínimo { $limit }
chart-followup-alt = Proporción de personas ubicadas, por tiempo y grupo. { $points }
chart-followup-alt-point = { $duration }: { $programme } del grupo del programa y { $comparison } del grupo de comparación.
chart-flow = De todos los registros a las personas comparadas
chart-flow-note = Cada persona que queda fuera se cuenta una vez, por la primera razón que se le aplica.
chart-flow-alt = De { $all } en los registros a { $analysed } en la comparación.
flow-excluded = Quedan fuera
flow-among-analysed = Entre quienes se comparan
chart-flow-pathway = De todos los registros a los que se siguen
chart-flow-alt-pathway = De { $all } en los registros a { $analysed } con seguimiento.
chart-flow-note-pathway = Cada caso que queda fuera se cuenta una vez, por la primera razón que se le aplica.
flow-number = Cantidad

## Tables

table-group = Grupo
table-reason = Paso
table-horizon = Tiempo
table-method = Comparación
table-measure = Medida
table-risk-programme = Riesgo, grupo del programa (por cada 100)
table-risk-comparison = Riesgo, grupo de comparación (por cada 100)
table-difference = Diferencia por cada 100 (intervalo del { PERCENT(0.95) })
table-estimate = Estimación (intervalo del { PERCENT(0.95) })
table-traced = Ubicadas
table-due = Con seguimiento posible
table-share = Proporción
table-at-risk = En seguimiento
table-risk = Riesgo por cada 100 (intervalo del { PERCENT(0.95) })
table-covariate = Característica
table-before = Diferencia tal como llegaron (intervalo del { PERCENT(0.95) })
table-after = Diferencia después de ponderar (intervalo del { PERCENT(0.95) })
table-variance = Razón de varianzas
table-verdict = Resultado
table-check = Qué se revisó
table-rule = Lo que se espera de los datos
table-where = Tabla
table-count = Filas que no la cumplen
table-rows = Filas revisadas
table-mean = media { $value }
table-effects = Diferencias por tiempo y comparación
table-followup = Seguimiento por grupo
table-flow = De todos los registros a las personas comparadas
table-baseline = Quiénes son, por grupo, al inicio
table-checks = Revisiones de la comparación
table-checks-open = Revisiones que no se cumplen o piden precaución
table-balance = Diferencias entre los grupos al inicio
table-quality = Puntos débiles de los datos
table-curves = Riesgo de { $event } por grupo
table-other = Otras medidas
table-overview = Tablas de la entrada
table-row-count = Filas
table-rules = Reglas aplicadas
table-warnings = Advertencias
table-completeness = Columnas incompletas
table-not-given = Vacío: no se preguntó
table-not-known = Se preguntó y no se sabe
table-completeness-none = Todas las columnas consultadas están completas.
table-quality-none = Los datos cumplen todas las reglas.
table-footnote = «–» indica una cifra que no se muestra: es pequeña, permitiría deducir una pequeña, no se publica o no se pudo estimar.
verdict-pass = ✓ cumple
verdict-warn = ! precaución
verdict-fail = ✕ no cumple
measure-risk-ratio = Razón de riesgos
measure-rmtl-difference = Días perdidos por el evento, diferencia por persona
measure-hazard-ratio = Razón de riesgos instantáneos (hazard ratio)

checks-counted = { $all ->
    [one] Se hizo una revisión
   *[other] Se hicieron { $all } revisiones
} para saber si se puede confiar en la comparación. { $fail ->
    [0] Ninguna falló
    [one] Una falló
   *[other] { $fail } fallaron
} y { $warn ->
    [0] ninguna pide precaución
    [one] una pide precaución
   *[other] { $warn } piden precaución
}; { $pass ->
    [one] una se cumple
   *[other] { $pass } se cumplen
}.
checks-counted-pathway = { $all ->
    [one] Se hizo una revisión
   *[other] Se hicieron { $all } revisiones
} para saber qué les falta a los registros de la trayectoria. { $fail ->
    [0] Ninguna falló
    [one] Una falló
   *[other] { $fail } fallaron
} y { $warn ->
    [0] ninguna pide precaución
    [one] una pide precaución
   *[other] { $warn } piden precaución
}; { $pass ->
    [one] una se cumple
   *[other] { $pass } se cumplen
}.
table-flow-pathway = De todos los registros a los que se siguen
table-checks-pathway = Revisiones de los registros

## Further analyses

further = Además de la comparación principal
further-none = No se preguntó nada más que la comparación principal.
table-further-what = Qué se preguntó
table-p = p
analysis-direct-effect = Eventos competitivos como censura
analysis-composite = Cualquier evento
measure-risk-difference = diferencia por cada 100
measure-logrank-test = prueba de log-rank de ritmos iguales
measure-gray-test = prueba de Gray de riesgos iguales
measure-interaction-test = ¿difiere el efecto entre los grupos?
measure-subdistribution-hazard-ratio = razón de riesgos instantáneos de subdistribución
measure-minimum-detectable-difference = menor diferencia por cada 100 que probablemente se detectaría
measure-minimum-detectable-hazard-ratio = menor razón de riesgos instantáneos que probablemente se detectaría
method-shrunken = { $method }, acercado a los demás subgrupos
p-small = menos de { NUMBER(0.01, minimumFractionDigits: 2) }

## Choices: the event, its date, loss, design, partners, controls

period-until = hasta el { $day }
period-from = desde el { $day }
choices-nothing = Esto no se preguntó a estos datos, o no se puede mostrar.
withheld-choices = La respuesta no se publica y, con ella, tampoco lo que habrían hecho de ella otras decisiones: esas cifras quedan cerca y la dejarían adivinar.
choices-main = Respuesta principal
choices-naive = { $name }: no usar
choices-event = El evento y su fecha
choices-loss = Quienes se perdieron de vista
choices-design = Diseño y tiempo cero
choices-partners = Organizaciones socias
choices-missing = Características sin registro
choices-periods = Periodos de política
choices-controls = Controles: deberían dar cero
analysis-date-lower = Evento al inicio de su intervalo
analysis-date-midpoint = Evento a mitad de su intervalo
analysis-date-upper = Evento al final de su intervalo
analysis-date-imputed = Evento sorteado en su intervalo
analysis-authority-recorded = Solo lo que registró la autoridad
analysis-censoring-weights = Con pesos por la pérdida
analysis-loss-worst = Evento en toda pérdida del programa
analysis-loss-best = Evento en toda pérdida de comparación
analysis-design-referral = Por derivación antes del tiempo cero
analysis-design-landmark = Por inscripción en un día de referencia
analysis-design-clone-censor = Inscribirse pronto o nunca
analysis-time-varying = Inscripción según va ocurriendo
analysis-naive-enrolment-clock = Reloj desde la inscripción
analysis-naive-ever-enrolled = Alguna inscripción o ninguna
analysis-these-partners = Estas organizaciones
analysis-partners-like-these = Organizaciones como estas
analysis-leave-one-partner-out = Sin una de ellas, cualquiera (rango)
analysis-chained-equations = Características imputadas
analysis-placebo-outcome = Intentos previos, como si evento
analysis-placebo-exposure = En espera o rechazo, como si apoyo
analysis-detection-control = Mudanzas dentro del país
chart-choices = ¿Depende la respuesta de nuestras decisiones?
chart-choices-note = La primera fila es la respuesta principal, { $duration } después de { $start }, y la banda prolonga hacia abajo su intervalo del { PERCENT(0.95) }. Cada fila siguiente toma una decisión distinta. Los puntos huecos son análisis ingenuos, equivocados de una manera conocida: se muestran para que el error se vea, no para usarlos. Los controles hacen preguntas cuya respuesta debería ser cero.
chart-choices-alt = La diferencia en el riesgo de { $event } con cada decisión. { $points }
choices-clock = Un reloj que en el grupo del programa arranca con la inscripción y en el de comparación con { $start } da { $naive } por cada 100; con { $start } como tiempo cero en los dos grupos, la respuesta es { $aligned } por cada 100. La cifra ingenua no debe usarse: quien llega a inscribirse sin haber tenido el evento cuenta ya por eso a favor del programa.
choices-clock-alone = Un reloj que en el grupo del programa arranca con la inscripción y en el de comparación con { $start } da { $naive } por cada 100. Esa cifra no debe usarse.
choices-bounds = Si todas las personas perdidas de vista en el grupo del programa hubieran tenido el evento en { $duration } y ninguna de las perdidas en el grupo de comparación, la diferencia sería de { $worst } por cada 100; en el caso contrario, de { $best }. Sea lo que sea que les haya ocurrido, la estimación está entre esas dos cifras; a ello se suma el azar.
choices-weighted = Con pesos por la pérdida que va unida a lo registrado, la diferencia es de { $value } por cada 100.
choices-loss-limit = Los pesos no pueden reparar una pérdida que dependa del propio evento: los registros no dicen si a quienes tuvieron el evento es más difícil encontrarlos.
choices-tipping-found-up = La conclusión cambiaría si la posibilidad (odds) de { $event } de quienes se perdieron de vista en el grupo { $arm ->
    [programme] del programa
   *[other] de comparación
} fuera { $odds } veces la que sugieren sus registros, o más, y en el otro grupo fuera la que sugieren los suyos.
choices-tipping-found-down = La conclusión cambiaría si la posibilidad (odds) de { $event } de quienes se perdieron de vista en el grupo { $arm ->
    [programme] del programa
   *[other] de comparación
} fuera { $odds } veces menor que la que sugieren sus registros, o menos aún, y en el otro grupo fuera la que sugieren los suyos.
choices-tipping-none-up = Aunque la posibilidad (odds) de { $event } de quienes se perdieron de vista en el grupo { $arm ->
    [programme] del programa
   *[other] de comparación
} fuera { $odds } veces la que sugieren sus registros, lo máximo que se probó, la conclusión se mantendría.
choices-tipping-none-down = Aunque la posibilidad (odds) de { $event } de quienes se perdieron de vista en el grupo { $arm ->
    [programme] del programa
   *[other] de comparación
} fuera { $odds } veces menor que la que sugieren sus registros, lo máximo que se probó, la conclusión se mantendría.
choices-tipping-unclear = El intervalo incluye que no haya diferencia aunque a quienes se perdieron de vista les haya ido como sugieren sus registros; no hay, pues, una conclusión clara que pudieran cambiar.
choices-e-value = Para explicar por sí solo la estimación, un factor que nadie registró tendría que ir unido tanto al programa como al evento con una razón de riesgos de { $estimate } en cada caso, más allá de todo lo registrado; con { $limit } bastaría para que el intervalo incluyera la ausencia de diferencia.
choices-e-value-null = Para explicar por sí solo la estimación, un factor que nadie registró tendría que ir unido tanto al programa como al evento con una razón de riesgos de { $estimate } en cada caso, más allá de todo lo registrado. El intervalo incluye la ausencia de diferencia sin necesidad de ningún factor así.
choices-e-value-covariate = Entre lo registrado, el factor más fuerte es «{ $name }», con { $value }.
choices-controls-lead = Los controles hacen, con los mismos métodos, preguntas cuya respuesta debería ser que no hay diferencia:
choices-control-none = { $name }: { $value } por cada 100. No hay una diferencia clara, como debe ser.
choices-control-found = { $name }: { $value } por cada 100. Hay una diferencia donde no debería: los dos grupos, o la manera de observarlos, difieren en algo que los pesos no reparan.
choices-control-found-placebo-outcome = { $name }: { $value } por cada 100. Hay una diferencia donde no debería: solo con las demás características, los pesos no igualan a los dos grupos en sus intentos previos. La respuesta principal sí los tiene en cuenta; lo que no conoce es qué más pueda distinguir a los grupos.
choices-control-found-detection-control = { $name }: { $value } por cada 100. Las mudanzas de un grupo se descubren más que las del otro: no se observa a los dos por igual, de modo que también pueden descubrirse más eventos en uno.
dose-caption = Un servicio en cada período de { $length }, o en ninguno: riesgo de { $event } desde la inscripción, por cada 100
dose-title = ¿Y si quienes se inscribieron recibieran más servicios?
dose-lead = Aquí se compara a quienes se inscribieron en el programa entre sí, y con nadie más: qué cabría esperar si se hubiera prestado un servicio en cada período de { $length } mientras duran los servicios, y qué si no se hubiera prestado ninguno. Como no se compara con quienes no se inscribieron, el reloj puede arrancar con la inscripción. Cada plazo se lee en períodos enteros, el más cercano.
dose-counted = Se cuenta como servicio: { $kinds }.
dose-certainty = La certeza es muy baja, pues los servicios no se repartieron al azar: no sabemos si más servicios cambian el riesgo de { $event }. El intervalo dice cuánto puede deberse al azar, si se cumple todo lo que sigue.
dose-ratio = En la comparación ponderada, el riesgo instantáneo tras un período con servicio es { $value } veces el que hay tras un período sin él (entre paréntesis, el intervalo del { PERCENT(0.95) }).
dose-naive = Las filas sin ponderar mezclan los servicios con lo que ya distinguía a quienes recibieron más y a quienes recibieron menos. No deben usarse.
dose-withheld = Nada de esto puede publicarse. Por qué:
dose-with = Con un servicio en cada período
dose-without = Sin ningún servicio
dose-needs = Lo que tiene que cumplirse, y ningún dato puede mostrar:
dose-need-measured = Nada que no conste decide a la vez quién recibe servicios en un período y quién se va. Quien está por irse puede dejar de acudir, y a quien le va bien puede ser más fácil atenderle; los pesos solo reparan lo que cuentan los registros.
dose-need-order = Un servicio cuenta para el período siguiente al suyo, y el evento se fecha en el último día en que consta que seguía en casa. De lo contrario, haber recibido un servicio solo querría decir no haberse ido todavía.
dose-need-memory = Un servicio actúa solo a través del período siguiente, y por igual en todos.
dose-need-possible = Fuera cual fuera su historia, en cada período cualquiera pudo recibir un servicio y cualquiera pudo no recibirlo. Las revisiones muestran hasta dónde lo respaldan los registros.
dose-need-lost = Quienes se perdieron de vista, o dejaron antes los servicios, son como quienes tuvieron seguimiento con los mismos registros.
dose-need-same = Un servicio es un servicio: su tipo, su duración y su calidad se toman como uno solo.
chart-tipping-point-title = ¿Qué tendría que haber pasado con quienes se perdieron de vista para que cambiara la conclusión?
chart-tipping-point-note = Cada casilla es la diferencia por cada 100, { $duration } después de { $start }, si la posibilidad (odds) de { $event } de quienes se perdieron de vista fuera tantas veces la que sugieren sus registros, en cada grupo. La casilla enmarcada, en 1 y 1, toma sus registros al pie de la letra. Los datos no permiten saber cuál es la verdadera. La casilla enmarcada pondera por las pérdidas y tiene un intervalo propio, por lo que puede diferir de la respuesta principal.
chart-tipping-point-programme = Pérdidas del grupo del programa
chart-tipping-point-comparison = Pérdidas del grupo de comparación
chart-tipping-point-alt = Un mapa de { $all } supuestos sobre quienes se perdieron de vista. Según sus registros: { $value } por cada 100. Hay claramente menos en el grupo del programa en { $lower }, no está claro en { $unclear } y hay claramente más en { $higher }.
chart-unmeasured-confounder-title = ¿Qué tendría que hacer un factor que nadie registró?
chart-unmeasured-confounder-note = Cada casilla es la diferencia por cada 100, { $duration } después de { $start }, que quedaría si se hubiera registrado un factor con esas razones de riesgos. La casilla enmarcada, en 1 y 1, es la estimación sin ningún factor así; su intervalo se calcula de otro modo.
chart-unmeasured-confounder-programme = Razón de riesgos con el programa
chart-unmeasured-confounder-comparison = Razón de riesgos con el evento
chart-unmeasured-confounder-alt = Un mapa de { $all } posibles factores sin registrar. Sin ninguno: { $value } por cada 100. Hay claramente menos en el grupo del programa en { $lower }, no está claro en { $unclear } y hay claramente más en { $higher }.
tipping-lower = claramente menos en el grupo del programa
tipping-unclear = no está claro
tipping-higher = claramente más en el grupo del programa
tipping-hover = Grupo del programa { $first }, grupo de comparación { $second }: { $value }
table-tipping-point = Veces la posibilidad (odds): grupo del programa hacia abajo, de comparación hacia la derecha
table-unmeasured-confounder = Razón de riesgos: con el programa hacia abajo, con el evento hacia la derecha
chart-e-values = ¿Qué tan fuerte tendría que ser un factor sin registrar?
chart-e-values-note = El valor E es la razón de riesgos con la que un factor tendría que ir unido tanto al programa como al evento para explicar por sí solo una cifra, { $duration } después de { $start }. Puntos rellenos: la estimación y su límite más cercano a la ausencia de diferencia (línea discontinua). Puntos huecos: las características más fuertes entre las registradas, para comparar.
chart-e-values-axis = Valor E (1 es ninguna fuerza)
chart-e-values-alt = Valores E: { $points }
e-value-estimate = Para explicar la estimación
e-value-limit = Para llegar al cero (límite)
table-ratio-of = Razón de riesgos
table-e-value = Valor E
chart-turnbull = ¿Y si no se conoce el día del evento?
chart-turnbull-note = De muchos eventos solo se sabe que ocurrieron entre dos contactos. Las líneas de puntos no usan más que eso (estimación de Turnbull); las finas ponen cada evento en un día. Unas y otras son lo observado, sin ponderar; las de puntos toman los demás eventos como fin del seguimiento.
chart-turnbull-alt = Riesgo de { $event } con el evento en un día y en cualquier momento entre dos contactos. { $points }
chart-turnbull-alt-point = { $group }, { $when }: { $main } y { $turnbull } por cada 100.
turnbull-main = evento en un día
turnbull-turnbull = en cualquier punto de su intervalo

## Privacy and versions

privacy-counts = No se muestran los recuentos de 1 a { $highest } ni ninguno que permita deducirlos; los demás se redondean al múltiplo de { $step } más cercano.
privacy-curves = Una curva solo avanza después de { $curve_step } eventos y termina cuando quedan menos de { $suppress_below } personas en seguimiento.
privacy-estimates = Nada se estima con menos de { $minimum } personas en un grupo, y las estimaciones se redondean para que de ellas no pueda deducirse ningún recuento.
privacy-earlier = Donde desde un informe anterior solo han cambiado unas pocas personas o eventos, se mantiene la cifra de aquel informe, para que al comparar dos informes no se averigüe nada de esas pocas personas.
privacy-places = No hay nombres, fechas de eventos individuales, lugares menores que el departamento ni clasificaciones de organizaciones o comunidades.
brief-versions = { $method } Estudio { $study }, datos { $data }, código { $code }. El informe completo contiene todas las cifras, tablas y comprobaciones.
version-study = Estudio
version-design = Diseño
version-evidence-experiment = Experimento
version-evidence-observational = Comparación observacional
version-design-referral = según la derivación: al grupo del programa se le había aceptado, o había dado su consentimiento, a más tardar el día de { $start }
version-design-landmark = punto de referencia en el día { $day } después de { $start }: con inscripción hasta entonces o sin ella, entre quienes seguían en casa
version-design-clone-censor = desde { $start }, inscribirse en un plazo de { $grace } días frente a no inscribirse nunca: a cada persona se la sigue en ambos supuestos hasta que se aparta de uno, y quienes permanecen se ponderan para representar a quienes salieron
version-design-time-varying = la inscripción tal como ocurre después de { $start }: sin inscripción hasta ese día, con inscripción desde entonces
version-cut-off = Registros hasta
version-data = Datos
version-code = Código
version-method = Método
version-method-text = Incidencia acumulada (Aalen–Johansen); { $method }; { $interval }.
version-interval-bootstrap = intervalos obtenidos con { $replicates } remuestreos
version-interval-imputation = intervalos obtenidos con { $replicates } remuestreos, con las fechas de los eventos imputadas dos veces en cada uno
version-interval-partners = intervalos obtenidos de la dispersión entre organizaciones socias
version-interval-influence = intervalos obtenidos con funciones de influencia
version-method-iptw = pesos por probabilidad inversa
version-method-entropy = pesos por equilibrio de entropía
version-method-standardised = riesgos modelados con lo conocido al inicio (Cox), promediados en la población
version-method-aipw = riesgos modelados (Cox) y corregidos con pesos: basta que uno de los dos modelos sea correcto, salvo en la población de solapamiento, que los propios pesos definen
version-method-unadjusted = sin pesos
version-method-adjusted = Modelo de Cox de la razón de riesgos instantáneos, con la inscripción como exposición que comienza en su día, ajustado por lo que se conocía al inicio; { $interval }.
version-seed = Semilla de los números aleatorios
version-gate = Umbral modificado en este estudio
version-design-pathway = Proceso de hitos, sin comparación
version-method-pathway = Incidencia acumulada de cada hito (Aalen–Johansen), con las salidas como eventos en competencia; sin ponderar; intervalos por funciones de influencia, con los casos de un mismo hogar juntos.

## Characteristics and their values (name of the column after `covariate-`, code after `level-`)

covariate-missing = { $name }, sin registro
covariate-age = Edad
covariate-age-at-return-years = Edad al retorno, en años
covariate-is-age-estimated = La edad es una estimación
covariate-sex = Sexo
covariate-country = País
covariate-department = Departamento
covariate-returned-from = Retorno desde
covariate-return-mode = Tipo de retorno
covariate-return-year = Año del retorno
covariate-return-season = Parte del año
covariate-return-quarter = Trimestre del retorno
covariate-is-unaccompanied = Sin acompañamiento de una persona adulta
covariate-is-indigenous = Pertenencia a un pueblo indígena
covariate-language = Idioma
covariate-reason-violence = Salida por violencia
covariate-reason-economic = Salida por razones económicas
covariate-reason-family = Salida por razones familiares
covariate-reason-climate = Salida por el clima
covariate-reason-gbv = Salida por violencia de género
covariate-prior-attempts = Intentos anteriores
covariate-has-parent-abroad = Madre o padre en el extranjero
covariate-lives-with = Vive con
covariate-in-school-before = Iba a la escuela antes de salir
covariate-grade-gap-years = Años de rezago escolar
covariate-has-smuggler-debt = Deuda con un coyote
covariate-debt-usd = Deuda, en dólares estadounidenses
covariate-data-source = Fuente del registro
covariate-has-reporting-consent = Consentimiento para informar
covariate-return-date-precision = Con qué exactitud se conoce la fecha de retorno
covariate-programme = Programa
covariate-status = Estado
covariate-exit-reason = Motivo de salida del programa
covariate-service-type = Tipo de servicio
covariate-mode = Tipo de contacto
covariate-is-child-seen = Se vio a la niña, niño o adolescente
covariate-reported-departure-precision = Con qué exactitud se conoce la partida informada
covariate-informant = Quién informó
covariate-location-status = Dónde estaba la niña, niño o adolescente
covariate-not-seen-reason = Por qué no se le vio
covariate-intends-to-remigrate = Intención de volver a migrar
covariate-is-in-school = Asistía a la escuela al momento del contacto
covariate-unit = Qué se cuenta
covariate-is-deduplicated = Cada quien se cuenta una vez
covariate-referral-date = Fecha de derivación
covariate-birth-month = Mes de nacimiento
covariate-child-id = Código de la niña, niño o adolescente
covariate-consent-date = Fecha de consentimiento
covariate-contact-date = Fecha del contacto
covariate-contact-id = Código del contacto
covariate-count = Cuántos
covariate-enrolment-date = Fecha de inscripción
covariate-enrolment-id = Código de la inscripción
covariate-exit-date = Fecha de salida del programa
covariate-household-id = Código del hogar
covariate-municipality-code = Municipio
covariate-partner-id = Código de la organización socia
covariate-period = Mes contado
covariate-reported-departure-date = Fecha de la partida informada
covariate-return-date = Fecha de retorno
covariate-return-id = Código del retorno
covariate-service-date = Fecha del servicio
covariate-service-id = Código del servicio
covariate-case-id = Código del caso
covariate-parent-case-id = Código del caso al que está vinculado
covariate-age-at-start-years = Edad al inicio, en años
covariate-group = Grupo
covariate-milestone-id = Código del hito
covariate-milestone = Hito
covariate-milestone-date = Fecha del hito
covariate-participation-id = Código de la participación
covariate-person-id = Código de la persona
covariate-activity = Actividad
covariate-participation-date = Fecha de la actividad
covariate-role = Papel en la actividad
covariate-sessions = Sesiones en las que se contaron asistencias
level-yes = sí
level-no = no
level-unknown = no se sabe
level-not-asked = no se preguntó
level-other = otro
level-female = mujer
level-male = hombre
level-us = Estados Unidos
level-mx = México
level-gtm = Guatemala
level-hnd = Honduras
level-slv = El Salvador
level-other-gtm = otros de Guatemala
level-other-hnd = otros de Honduras
level-other-slv = otros de El Salvador
level-voluntary-departure = salida voluntaria
level-removal-order = orden de deportación
level-expulsion = expulsión
level-assisted-voluntary = retorno voluntario asistido
level-q1 = enero a marzo
level-q2 = abril a junio
level-q3 = julio a septiembre
level-q4 = octubre a diciembre
level-both-parents = madre y padre
level-one-parent = madre o padre
level-grandparents = abuelas o abuelos
level-other-relatives = otros familiares
level-alone = nadie
level-partner = organización socia
level-reception-centre = centro de recepción
level-survey = encuesta
level-es = español
level-mam = mam
level-kiche = k’iche’
level-ixil = ixil
level-qanjobal = q’anjob’al
level-day = al día
level-month = al mes
level-referred = con derivación
level-waitlisted = en lista de espera
level-declined = no aceptó
level-enrolled = con inscripción
level-completed = completó
level-withdrew = se retiró
level-remigrated = volvió a migrar
level-lawful-migration = migración por una vía legal
level-aged-out = cumplió la mayoría de edad
level-transferred = se trasladó
level-lost = contacto perdido
level-died = falleció
level-psychosocial = atención psicosocial
level-education = educación
level-vocational = formación para el trabajo
level-economic = apoyo económico
level-health = salud
level-legal-referral = derivación legal
level-family-mediation = mediación familiar
level-delivered = prestado
level-home-visit = visita al hogar
level-community-visit = visita en la comunidad
level-call = llamada
level-child = la niña, niño o adolescente
level-caregiver = persona cuidadora
level-neighbour = vecina o vecino
level-school = escuela
level-authority = autoridad
level-at-home = en casa
level-moved-in-country = se mudó dentro del país
level-detained = en detención
level-en-route = en camino
level-abroad = en el extranjero
level-lawfully-abroad = en el extranjero, de forma regular
level-deceased = fallecida o fallecido
level-absent = ausente
level-moved = se mudó
level-refused = no quiso
level-unsafe-to-visit = visita insegura
level-no-answer = sin respuesta
level-undecided = indecisa o indeciso
level-person = personas
level-family = familias
level-case = casos
level-application = solicitudes
level-attendance = asistencias
level-mex = México
level-usa = Estados Unidos
level-ineligible = no reúne los requisitos
level-resolved-otherwise = se resolvió por otra vía
level-consent-withdrawn = retiró su consentimiento
level-closed = caso cerrado
level-student = estudiantes
level-teacher = docentes
level-community-leader = líderes comunitarios
level-official = funcionariado
level-agency-staff = personal de instituciones públicas
level-ngo-staff = personal de organizaciones civiles

## Checks (name of the check's family after `check-`)

check-balance = { $arm }: la mayor diferencia estandarizada entre los grupos en lo que se conocía al inicio es { $value }. En una comparación observacional, si supera { $threshold } no se publica la estimación ajustada.
check-equipoise = { $arm }: el { $value } del grupo podría razonablemente haber estado en cualquiera de los dos; se necesita al menos { $threshold }.
check-effective-sample-size = { $arm }: tras ponderar, el grupo aporta tanta información como { $value } personas; se necesitan al menos { $threshold }.
check-traced = { $arm }: se pudo ubicar hasta el horizonte principal al { $value } de quienes podían alcanzarlo; se necesita al menos { $threshold }.
check-traced-analysis-table = { $arm }: el { $value } tuvo el evento hasta el horizonte principal o tuvo seguimiento hasta él. Por debajo de { $threshold } se pide precaución; no se deja de publicar nada, porque los datos no permiten distinguir a quien se perdió de vista de quien llegó tarde.
check-traced-gap = Las proporciones ubicadas difieren en { $value } (puntos porcentuales) entre los grupos; se admite como máximo { $threshold }.
check-traced-gap-analysis-table = Las proporciones con seguimiento hasta el horizonte principal difieren en { $value } (puntos porcentuales) entre los grupos. Por encima de { $threshold } se pide precaución; no se deja de publicar nada, porque los datos no permiten distinguir a quien se perdió de vista de quien llegó tarde.
check-events = { $arm }: eventos de interés hasta el horizonte principal: { $value }; se necesitan al menos { $threshold }.
check-convergence = Convergencia del modelo de las ponderaciones: { $value } (1 si está resuelto y nadie tenía certeza de estar en el programa; si no, 0); se necesita { $threshold }.
check-truncated = Probabilidades estimadas de estar en el programa tan cercanas a 0 o a 1 que se llevaron al límite fijado: { $value }. Sus pesos son menos extremos de lo que dicen sus datos; la respuesta se refiere entonces a una población algo distinta.
check-proportional-hazards = El valor p de la prueba de que la razón de riesgos instantáneos no cambia con el tiempo es { $value }; por debajo de { $threshold }, una sola razón no describe todo el seguimiento.
check-few-at-risk = { $arm }: hay entradas tardías en observación, y en algún evento solo { $value } estaban en observación; por debajo de { $threshold } los errores estándar son aproximados.
check-pooled-events = Algunos eventos competitivos son demasiado raros para un modelo propio: los riesgos modelados los toman juntos.
check-thin-models = Algunos eventos, o finales de seguimiento, son demasiado raros para un modelo con lo conocido al inicio: los riesgos modelados los toman tal como ocurrieron en cada grupo.
check-censored-by-design = { $arm }: el { $value } de las copias de niñas, niños y adolescentes del grupo sale de él porque en la realidad ocurrió otra cosa que la que el grupo supone; quienes permanecen se ponderan para representar a quienes salen.
check-largest-weight = { $arm }: quien más pesa representa el { $value } del grupo; por encima de { $threshold } la respuesta depende de unas pocas personas.
check-dose-positivity = Servicios por período: en el { $value } de los períodos, según lo que se sabía, tanto un servicio como ninguno eran posibles de verdad; por debajo del { $threshold } la comparación no se publica.
check-dose-mean-weight = Servicios por período: la media de los pesos estabilizados es { $value }, y es 1 si los modelos que los producen son correctos; a más de { $threshold } de 1 la comparación no se publica.
check-dose-effective-size = Servicios por período: tras ponderar, los períodos aportan tanta información como los de { $value } personas; se necesitan al menos { $threshold }.
check-dose-largest-weight = Servicios por período: quien más pesa representa el { $value } del total; por encima de { $threshold } la comparación depende de unas pocas personas.
check-dose-thin-models = Servicios por período: muy pocas personas recibieron servicios, dejaron de recibirlos o se perdieron de vista como para que un modelo de pesos recoja todo lo conocido al inicio; recoge lo posterior, o solo el período.
check-school-asked = { $arm }: por persona y año, { $value } contactos dicen si la niña, niño o adolescente asiste a la escuela. Con menos de { $threshold } en alguno de los grupos no se dice nada del regreso a la escuela; si a un grupo se le pregunta más del doble que al otro se pide precaución, porque se le ve en la escuela antes y más a menudo.
check-siblings-supported = { $arm }: el { $value } de las hermanas y los hermanos está también en el programa.
check-siblings-supported-hidden = { $arm }: cuántas hermanas y hermanos están también en el programa no se muestra, para proteger la privacidad.
withheld-school-seldom-asked = En uno de los grupos los contactos rara vez dicen si la niña, niño o adolescente asiste a la escuela.
withheld-not-alike = Incluso después de ponderar, los grupos que aquí se comparan difieren demasiado en lo que se registró al inicio, o la comparación descansa en muy pocas personas.
withheld-beyond-follow-up = En uno de los grupos nadie tuvo seguimiento hasta este momento.
withheld-few-events = En uno de los grupos constan menos de { $minimum } eventos.
withheld-unsteady-bootstrap = Demasiados remuestreos de los datos no dieron una estimación.
withheld-not-estimable = Los datos no determinan este número.
withheld-hazard-ratio-only = Las personas pasan de no inscritas a inscritas con el tiempo, de modo que ninguno de los dos grupos tiene un riesgo a una fecha; este diseño solo da una razón de riesgos instantáneos.
withheld-never-half = Hasta el final de los registros lo había alcanzado menos de la mitad.
withheld-few-partners = Hay demasiado pocas organizaciones socias para hablar de socias como estas sin dejar ver a una de ellas.
withheld-few-in-services = Para entonces quedaban muy pocas personas en los servicios.
check-visits = { $arm }: { $value } contactos por persona y año de observación; se pide precaución si un grupo tuvo más de { $threshold } veces los contactos del otro.
check-interval-width = { $arm }: el día de un evento se conoce, en promedio, con un margen de { $value } días; se pide precaución si el margen de un grupo es más de { $threshold } veces el del otro.
check-detection = { $arm }: de los eventos registrados, { $value } se conocieron por contactos, avisos o casos cerrados, y los demás solo por un retorno posterior; se pide precaución si los grupos difieren en más de { $threshold }.
check-detection-hidden = { $arm }: cuántos de los eventos que constan se conocieron por contactos, avisos o casos cerrados, y no solo por un retorno posterior, no se muestra, para proteger la privacidad; se pide precaución si los grupos difieren en más de { $threshold }.
check-pathway-lost = { $arm }: del { $value } se perdió el seguimiento antes del paso siguiente; por encima del { $threshold } conviene la cautela.
check-pathway-skipped = { $arm }: en el { $value } falta la fecha de este paso y se toma la del siguiente que conste; por encima del { $threshold } conviene la cautela.
check-pathway-unlinked = Casos vinculados cuyo caso principal no consta: el { $value }; lo que alcanzaron no cuenta para nadie, y por encima del { $threshold } conviene la cautela.
check-pathway-lost-hidden = { $arm }: si de más del { $threshold } se perdió el seguimiento antes del paso siguiente, conviene la cautela.
check-pathway-skipped-hidden = { $arm }: si en más del { $threshold } falta la fecha de este paso y se toma la del siguiente que conste, conviene la cautela.
check-pathway-unlinked-hidden = Si más del { $threshold } de los casos vinculados no remite a ningún caso que conste, conviene la cautela: lo que alcanzaron no cuenta para nadie.
check-later-enrolled = Proporción del grupo de comparación que se inscribió después del día de referencia y permanece en él: { $value }. Se compara inscribirse hasta ese día con inscribirse más tarde o nunca.
check-immortal-time = Del tiempo transcurrido desde el retorno de quienes se inscribieron en algún momento, el { $value } fue anterior a la inscripción ({ $threshold } días-persona). Quien se hubiera ido en ese tiempo no habría podido inscribirse: una comparación que lo cuenta a favor del programa, o que lo deja fuera, hace que el programa parezca mejor de lo que es.

## Withheld by disclosure control or a failed gate (`impact.disclosure.reasons`)

withheld-n = En uno de los grupos hay menos de { $minimum } { $people }.
withheld-events = En uno de los grupos constan menos de { $minimum } eventos, o menos de { $minimum } { $people } sin evento.
withheld-at-risk = En uno de los grupos quedaban para entonces menos de { $minimum } { $people } en seguimiento.
withheld-complement = Junto con lo que se muestra de los demás, permitiría deducir algo sobre un grupo de { $people } demasiado pequeño para mostrarse.
withheld-headline = La estimación principal no se publica y esta la dejaría adivinar.
withheld-earlier-release = Desde una publicación anterior ha cambiado tan poco lo que hay detrás de esta cifra que hablaría de unas pocas personas.
withheld-few-lost = En uno de los grupos se perdió de vista a tan pocas personas que una cota hablaría de ellas.
withheld-gate-balance = { $arm ->
    [none] Los grupos difieren demasiado en lo que se registró al inicio para compararlos sin ponderar.
   *[other] Incluso después de ponderar, los grupos difieren demasiado en lo que se registró al inicio.
}
withheld-gate-equipoise = { $arm ->
    [programme] En el grupo del programa hay muy pocas personas que también podrían haber estado en el grupo de comparación.
   *[other] En el grupo de comparación hay muy pocas personas que también podrían haber estado en el grupo del programa.
}
withheld-gate-effective-sample-size = { $arm ->
    [programme] Después de ponderar, la comparación descansa en muy pocas personas del grupo del programa.
   *[other] Después de ponderar, la comparación descansa en muy pocas personas del grupo de comparación.
}
withheld-gate-traced = { $arm ->
    [programme] En el grupo del programa se pudo ubicar a muy pocas personas.
   *[other] En el grupo de comparación se pudo ubicar a muy pocas personas.
}
withheld-gate-traced-gap = No se pudo ubicar a los dos grupos por igual.
withheld-gate-events = { $arm ->
    [programme] Constan muy pocos eventos en el grupo del programa.
   *[other] Constan muy pocos eventos en el grupo de comparación.
}
withheld-gate-convergence = Las ponderaciones no se pudieron calcular de manera fiable.
withheld-gate-proportional-hazards = La razón de riesgos instantáneos cambia demasiado con el tiempo para describirla con un solo número.
withheld-gate-visits = Los grupos no se observaron con la misma frecuencia.
withheld-gate-dose-positivity = En demasiados períodos un servicio, o ninguno, no era una posibilidad real.
withheld-gate-dose-mean-weight = Los pesos no dan en el blanco: su media se aleja demasiado de 1.
withheld-gate-dose-effective-size = Tras ponderar queda muy poca información sobre los servicios por período.
withheld-gate-other = Una revisión no se cumple: { $check }.

## Flow: why a person is not in the analysis (code after `flow-`)

flow-all = En los registros
flow-no-consent = Sin consentimiento para informar
flow-return-window = Retorno fuera de las fechas del estudio
flow-country = Retorno a otro país
flow-age = Edad al retorno fuera de las del estudio
flow-no-overlap-returned-from = Llegó por una ruta sin nadie en el grupo del programa
flow-no-overlap-department = Retorno a un departamento sin nadie en el grupo del programa
flow-no-overlap-return-quarter = Retorno en un trimestre sin nadie en el grupo del programa
flow-other-programme = Caso de otro programa
flow-other-unit = Caso de una unidad distinta de la de la trayectoria
flow-not-started = No consta ningún hito de la trayectoria
flow-started-after-cut-off = Empezó después del último día de los registros
flow-no-start-date = Sin fecha del primer paso
flow-no-group = En ninguno de los dos grupos
flow-left-before-landmark = Ya no estaba en casa el día de referencia
flow-lost-before-landmark = Sin seguimiento hasta el día de referencia
flow-analysed = En la comparación
flow-imputed = Faltaba preguntar algún dato del inicio, que se imputa en un análisis de sensibilidad
flow-analysed-pathway = Con seguimiento


## Data docs

data-docs-title = ¿Sirven los datos?
data-docs-column = Columna
data-docs-expectation = Expectativa
data-docs-severity = Gravedad
data-docs-reason = Motivo
data-docs-broken = Filas que no la cumplen
data-docs-asked = Filas consultadas
data-docs-table = Tabla
data-docs-rows = Filas
data-docs-rules = Reglas
data-docs-warnings = Advertencias
data-docs-warning = advertencia
data-docs-critical = crítica
data-docs-status = Resultado
data-docs-holds = se cumple
data-docs-fails = no se cumple
data-docs-left-out = { $count ->
    [one] Se deja fuera una columna, porque nadie la pidió.
   *[other] Se dejan fuera { $count } columnas, porque nadie las pidió.
}
data-docs-counts = Los conteos de 1 a { $highest } se muestran como { $few } y los demás, redondeados al múltiplo de { $step } más cercano, para que no se reconozca a nadie. Una regla puede tolerar una parte de las filas y aun así cumplirse.
rule-columns-left-out = Se dejan fuera las columnas que el estudio o el diccionario de datos no conocen.
data-docs-back = Todas las tablas

## Potencia de un programa planificado (`impact power`)

power-title = Qué podría mostrar un programa planificado
power-heading = Qué podría mostrar un programa de este tamaño
power-detectable = Con una potencia del { $power }, la menor reducción que este plan detecta es de { $difference } menos por cada 100 (un riesgo de { $risk } por cada 100 con el programa, una razón de riesgos instantáneos de { $ratio }).
power-none = Este plan no detecta ninguna reducción del riesgo, por grande que sea, con una potencia del { $power }.
power-planned = Se planifica: { $children } personas en el programa y { $comparison } en el grupo de comparación. Sin el programa, { $risk } de cada 100 tienen el evento en { $duration }; se puede dar seguimiento hasta entonces al { $followup } de todas.
power-design = Los conglomerados de { $size } personas, con una correlación intraclase de { $icc }, y los pesos multiplican la varianza por { $effect }.
power-limits = Pruebas bilaterales al nivel del { PERCENT(0.05) }. Se supone que el evento y la pérdida de seguimiento ocurren a ritmo constante y que la pérdida no dice nada sobre el evento. La potencia no dice nada del sesgo: un estudio grande de grupos distintos encuentra una diferencia que el programa no produjo.
power-chart = Potencia según el tamaño del programa y la diferencia real
power-note = Cada línea es un programa de un tamaño, con el mismo grupo de comparación: la mitad, lo planificado y el doble. Por encima de la línea discontinua, la potencia es de al menos el { $power }.
power-axis = Potencia: probabilidad de detectarla
power-difference = Diferencia real: menos por cada 100
power-line = { $children } personas
power-hover = { $line }, { $difference } menos por cada 100: potencia del { $power }
power-alt = Potencia según la diferencia real, una línea por cada tamaño del programa. Reducciones detectadas con una potencia del { $power }: { $points }
power-alt-point = { $children } personas, { $difference } menos por cada 100.
power-table = Potencia según el tamaño del programa y la diferencia real
power-size = Personas en el programa
power-column = { $size } menos por cada 100

## Características operativas del diseño de un estudio (`impact simulate`)

operating-made = Se simularon { $studies } estudios como este en los que el programa multiplica por { $ratio } el riesgo instantáneo de { $event } de cada persona, y otros tantos en los que no hace nada. Lo que cada método concluyó { $by }:
operating-found = { $method }: cuando hay efecto, el intervalo del { PERCENT(0.95) } contiene el valor verdadero en el { $coverage } de los estudios y el efecto se detecta en el { $power }; cuando no lo hay, se informa de un efecto en el { $alarms }.
operating-limits = Los estudios simulados tienen las personas de este estudio, su manera de entrar en el programa y sus ritmos de { $event }, de eventos competitivos y de pérdida de seguimiento, según lo que consta de las personas al inicio. No saben nada de lo que no se registró: una diferencia oculta entre los grupos, una pérdida que dependa del evento, fechas inexactas o diferencias entre organizaciones empeorarían todas las cifras. Los intervalos provienen de funciones de influencia.
operating-stands-in = { $what ->
    [partners] La respuesta de este estudio trata de organizaciones como estas.
    [dates] La respuesta de este estudio se apoya en fechas imputadas.
   *[both] La respuesta de este estudio trata de organizaciones como estas y se apoya en fechas imputadas.
} Lo que se simula en su lugar cuenta personas y conoce el día de cada evento, por lo que sus intervalos son más estrechos que los del estudio.
operating-lost-as-event-free = Sin ponderar; las pérdidas, como sin evento
operating-table = El diseño en estudios simulados cuyo valor verdadero se conoce ({ $unit })
operating-unit-risk-difference = diferencia por cada 100
operating-unit-risk-ratio = logaritmo de la razón de riesgos
operating-unit-rmtl-difference = días por persona
operating-column-method = Método
operating-column-horizon = Plazo
operating-column-truth = Valor verdadero
operating-column-bias = Sesgo
operating-column-sd = Dispersión
operating-column-error = Error estándar entre dispersión
operating-column-coverage = El intervalo contiene el valor verdadero
operating-column-alarms = Informa de un efecto que no existe
operating-column-power = Detecta el efecto
operating-chart = Qué hacen los métodos { $by }
operating-note = Las líneas discontinuas marcan lo deseado. El punto relleno es el método de este estudio; los demás sirven de comparación.
operating-axis = Proporción de los estudios simulados
operating-question-coverage = Contiene el valor verdadero (deseado: { $wanted })
operating-question-alarms = Detecta lo que no hay (deseado: { $wanted })
operating-question-power = Detecta lo que hay (deseado: { $wanted } o más)
operating-alt = Con qué frecuencia acierta cada método en estudios simulados.

## What changed since the last accepted run (what is compared after `changes-what-`)

changes-first = Esta es la primera ejecución aceptada de este estudio: no hay datos anteriores con los que comparar. La próxima ejecución con otros datos dirá aquí qué cambió.
changes-since = En comparación con la ejecución aceptada del { $date }, la última con otros datos: { $warnings ->
    [0] nada cambió más de lo que admiten las expectativas.
    [one] un número cambió más de lo que admiten las expectativas.
   *[other] { $warnings } números cambiaron más de lo que admiten las expectativas.
}
changes-warnings = Cambios mayores de lo esperado
changes-all = Antes y ahora
changes-show = Mostrar todo lo que se comparó
changes-column-what = Qué
changes-column-before = Antes
changes-column-now = Ahora
changes-column-reason = Por qué importa
changes-what-rows = Filas de { $table }
changes-what-given = { $name }: celdas con dato ({ $table })
changes-what-known = { $name }: conocido, de lo que se preguntó ({ $table })
changes-what-codes = { $name }: { $level } ({ $table })
changes-what-event-rate = { $arm }: { $event } por cada 100 años de seguimiento, según los registros
changes-what-covariate = { $name }: media ({ $table })

## Claims

table-claims = Lo que se afirma y lo que dicen estos datos
table-claim = Afirmación
table-claim-verdict = Veredicto
claims-intro = Cada afirmación se hizo en público, y aquí se contrasta con estos datos. Un porcentaje describe a todas las personas que se inscribieron alguna vez, desde el día en que lo hicieron, con todos los contactos y todas las pérdidas. No se compara a nadie, así que no dice nada de lo que cambia contar con { $programme }. Quien murió o migró por una vía legal cuenta como «{ $no_event }». Los intervalos cuentan juntas a las personas de un mismo hogar, y hablan solo de las organizaciones que figuran en los datos.
claims-rules = Cómo se llega a un veredicto
claims-rule-established = Establecida: aunque todas las personas que se perdieron de vista hubieran tenido el evento ({ $event }), el límite del { PERCENT(0.95) } cumple lo afirmado.
claims-rule-contradicted = Contradicha: aunque ninguna de ellas lo hubiera tenido, el límite del { PERCENT(0.95) } no cumple lo afirmado.
claims-rule-not-supported = Sin respaldo: ningún valor del intervalo del { PERCENT(0.95) } de la estimación cumple lo afirmado.
claims-rule-consistent = Compatible: nada de lo anterior. Otros valores concuerdan igual de bien con los datos.
claims-rule-not-checkable = No verificable: falta un plazo, no hay de quién preguntarlo o ninguna estimación se puede publicar.
claims-rule-count = Un recuento: dice cuántas personas o actividades, no qué cambió para ellas.
claim-verdict-established = Los datos la establecen, sea lo que sea de quienes se perdieron de vista
claim-verdict-contradicted = Los datos la contradicen, sea lo que sea de quienes se perdieron de vista
claim-verdict-not-supported = Los datos no la respaldan
claim-verdict-consistent = Es compatible con los datos, que no la establecen
claim-verdict-not-checkable = No se puede verificar con estos datos
claim-verdict-count = Es un recuento, no un efecto
claim-illustrated = { $verdict } (ilustración)
claim-illustration = Ilustración con registros sintéticos: no dice nada de la afirmación misma.
claim-source = Fuente
claim-reading = Cómo se lee
claim-needs = Qué haría falta
claim-misleads = Qué induce a error
claim-risk-free-of-event = De { $n } { $people } que se inscribieron alguna vez, se estima que en el { $estimate } de los casos { $no_event } { $duration } después de la inscripción (intervalo del { PERCENT(0.95) }: de { $ci_lower } a { $ci_upper }).
claim-risk-free-of-event-in-services = De { $n } { $people } que se inscribieron alguna vez, se estima que en el { $estimate } de los casos no consta { $event } mientras duraron los servicios, hasta { $duration } después de la inscripción (intervalo del { PERCENT(0.95) }: de { $ci_lower } a { $ci_upper }).
claim-risk-bounds = Esto supone que quienes se perdieron de vista son como las demás personas. Sea lo que sea de ellas, el porcentaje está entre { $low } (en todos los casos hubo { $event }) y { $high } (en ninguno), con el azar incluido.
claim-effect = { $measure } { $duration } después de { $start }, grupo del programa menos grupo de comparación: { $value }.
claim-effect-bounds = Sea lo que sea de quienes se perdieron de vista, está entre { $low } y { $high }, con el azar incluido.
claim-needed = Para que se cumpla hace falta { $side ->
    [least] al menos { $threshold }
   *[most] a lo sumo { $threshold }
}.
claim-count = En los registros: { $n } { $unit }. Se afirma: más de { $threshold }.
claim-count-hidden = En los registros: { $unit } en una cifra tan pequeña que no se muestra. Se afirma: más de { $threshold }.
claim-count-none = Los registros no contienen un recuento así ({ $unit }). Se afirma: más de { $threshold }.
claim-unit-served = { $people } con un servicio prestado
claim-unit-child = niñas, niños y adolescentes
claim-unit-person = personas
claim-unit-family = familias
claim-unit-case = casos
claim-unit-application = solicitudes
claim-unit-attendance = asistencias
withheld-no-horizon = La afirmación no indica un plazo, y sin él no hay porcentaje que verificar.
withheld-no-denominator = Los datos no saben quiénes se inscribieron.
withheld-no-count = Los registros no contienen ese recuento.
withheld-may-repeat = Es una suma que puede contar a alguien dos veces.
withheld-few-starting = Para menos de { $minimum } { $people } empezó a contar el plazo.
withheld-nobody-followed = A nadie de quienes entraron en la cuenta se le siguió hasta ese plazo.
withheld-few-reaching = Menos de { $minimum } de quienes entraron en la cuenta lo habían alcanzado para entonces.
withheld-few-not-reaching = Menos de { $minimum } de quienes entraron en la cuenta no lo habían alcanzado para entonces.
withheld-few-followed = A menos de { $minimum } de quienes entraron en la cuenta se les seguía para entonces.
withheld-few-starting-lost = De quienes entraron en la cuenta se perdió de vista a tan pocos que un límite revelaría algo sobre ellos.
withheld-few-enrolled = Se inscribieron menos de { $minimum } { $people }.
withheld-few-enrolled-events = Hay menos de { $minimum } eventos registrados de quienes se inscribieron.
withheld-few-enrolled-without = Menos de { $minimum } de quienes se inscribieron están sin el evento.
withheld-few-enrolled-followed = A menos de { $minimum } de quienes se inscribieron se les seguía para entonces.
withheld-enrolled-not-followed = A nadie de quienes se inscribieron se le siguió hasta ese plazo.
withheld-few-enrolled-lost = De quienes se inscribieron se perdió de vista a tan pocas personas que un límite revelaría algo sobre ellas.


claims-intro-pathway = Cada afirmación se hizo en público, y aquí se contrasta con estos datos. Un porcentaje describe todos los casos que llegaron a su hito, desde ese día, incluidas las salidas. No se compara a nadie, así que no dice nada de lo que cambia gracias al programa. Unidades distintas nunca se dividen.
claims-rule-established-pathway = Establecida: aunque no hubiera llegado al hito nadie de quienes se perdieron de vista, el límite del { PERCENT(0.95) } cumple lo afirmado.
claims-rule-contradicted-pathway = Contradicha: aunque hubieran llegado todos los casos que se perdieron de vista, el límite del { PERCENT(0.95) } no cumple lo afirmado.
claim-unit-at = { $unit }, en { $milestone }
claim-milestone-share = Un riesgo: de { $n } { $unit } con { $among }, se estima que el { $estimate } llegó a { $milestone } en { $duration } (intervalo del { PERCENT(0.95) }: de { $ci_lower } a { $ci_upper }).
claim-milestone-bounds = Esto supone que los casos que se perdieron de vista son como los demás. Sea lo que sea de ellos, el porcentaje está entre { $low } (ninguno llegó) y { $high } (llegaron todos), con el azar incluido.

## Pathways: milestones, ways out (code after `exit-`), and what can be said of them

exit-ineligible = No reunía los requisitos
exit-refused = Recibió una negativa
exit-withdrew = Se retiró
exit-aged-out = Superó la edad
exit-died = Falleció
exit-lawful-migration = Migró legalmente por otra vía
exit-resolved-otherwise = Se resolvió de otro modo
exit-other = Salió por otro motivo
exit-lost = Se perdió el contacto
exit-transferred = Pasó a otra organización
exit-consent-withdrawn = Retiró el consentimiento para el seguimiento
exit-closed = Se cerró el caso
became-on = Siguió al hito siguiente
became-exited = Salió de la trayectoria
became-lost = Ya sin seguimiento
became-waiting = En espera del hito siguiente
pathway-of-these = De estos: { $way }
pathway-not-shown = no se muestra
pathway-hidden-all = Son demasiado pocos los inicios para mostrar alguna cifra de la trayectoria.
pathway-milestone = Hito
pathway-reached = Llegaron (recuento)
pathway-of-first = Proporción del primer hito
pathway-of-before = Proporción del hito anterior
pathway-linked = Casos vinculados, contados aparte
pathway-became = Qué pasó después
chart-funnel = Quiénes llegaron a cada hito, hasta el fin de los registros
chart-funnel-note = Cada barra mide la proporción de quienes estaban en el primer hito y han llegado a este hasta ahora. Son recuentos: quien aún espera puede llegar más adelante, así que aquí una proporción no es una probabilidad. Un contorno discontinuo indica una cifra que no se muestra.
funnel-of-first = { $share } del primer hito
funnel-of-before = { $share } del hito anterior
funnel-linked = Además, { $amount }, con vínculo a lo anterior: se cuentan aparte, nunca se dividen
funnel-words = { $milestone }: { $amount }.
funnel-words-share = { $milestone }: { $amount }, { $share } del primer hito.
funnel-words-linked = Con vínculo a lo anterior y contadas aparte: { $amount }.
table-funnel = Recuento de quienes llegaron a cada hito
chart-ribbons = Qué pasó en cada caso, de hito en hito
chart-ribbons-note = De arriba abajo: la franja clara sigue al hito siguiente; las cintas de la derecha salen de la trayectoria, quedan sin seguimiento (a rayas) o siguen en espera cuando terminan los registros (azul claro). El ancho sigue los recuentos, y lo que sale de una barra suma esa barra. Una línea de puntos indica una cifra que no se muestra, sea pequeña o grande.
ribbons-words = Después de { $milestone } ({ $amount }): { $parts }.
table-ribbons = Qué pasó con quienes llegaron a cada hito, en recuentos
chart-milestones = Cuántos han llegado a cada hito a medida que pasa el tiempo
chart-milestones-note = Cada línea muestra cuántos de cada 100 casos ({ $units }) se estima que han llegado a un hito en cada momento desde el primero; el área sombreada es el intervalo del { PERCENT(0.95) }. Quien salió de la trayectoria ya no puede llegar, y quien espera o quedó sin seguimiento cuenta por el tiempo que se le siguió. Las líneas avanzan por tramos de varios eventos, para proteger la privacidad, así que pueden ir por detrás de la tabla. Son riesgos, no efectos.
milestones-hidden = Son muy pocos casos para dibujar cómo se llega a los hitos con el tiempo.
milestones-hover = { $milestone }: { $risk } de cada 100, { $when }
milestones-point = { $milestone }, { $by }: { $risk } de cada 100.
milestones-alt = Líneas del riesgo de llegar a cada hito con el tiempo, con los intervalos entre paréntesis. { $points }
milestones-half = Tiempo en que había llegado la mitad
table-milestones-start = Riesgo de llegar a cada hito, por cada 100, contado desde { $start } (intervalo del { PERCENT(0.95) })
table-milestones-previous = Lo mismo, contado desde el hito anterior, entre quienes llegaron a él
table-milestones-shares = Proporciones por las que pregunta el estudio: riesgos, por cada 100 (intervalo del { PERCENT(0.95) })
milestones-share = { $of }, entre quienes tienen { $among }
table-waiting = En espera cuando terminan los registros: { $units } (recuentos)
table-on-the-way = Aún con seguimiento y sin haber llegado, según el tiempo desde el primer hito (recuentos)
waiting-for = En espera de
waiting-all = Total en espera
waiting-longer = Desde hace { $duration } o más
pathway-risk = { $duration } después de { $start }, se estima que { $risk } de cada 100 { $units } habían llegado a { $milestone } (intervalo del { PERCENT(0.95) }: de { $interval }).
pathway-risk-bare = { $duration } después de { $start }, se estima que { $risk } de cada 100 { $units } habían llegado a { $milestone }; no se puede mostrar ningún intervalo.
pathway-risk-kind = Un riesgo, no un efecto
pathway-is-risk = Riesgo: { $text }
pathway-half-of = La mitad había llegado a { $milestone } tras { $time }.
pathway-half = La mitad había llegado tras { $time }.
pathway-started = Recuento: { $n } { $units } en el inicio, { $milestone }.
pathway-waiting = Recuento: el { $day }, { $n } { $units } estaban en espera de { $milestone }.
pathway-withheld = No se puede mostrar ningún riesgo de llegar a un hito: hay muy pocos casos o muy pocos llegaron.
pathway-no-arms = Aquí no se compara a nadie. Las cifras describen un programa: cada una es un riesgo, que se espera de todos los casos que empezaron, o un recuento de registros.
pathway-arms = Se describen dos grupos, uno al lado del otro. Una diferencia entre ellos no es un efecto: cada cifra es un riesgo, que se espera de todos los casos que empezaron en su grupo, o un recuento de registros.
pathway-limit-alone = No se compara a nadie. Cuántos llegan a un hito, y con qué rapidez, no es un efecto del programa: nadie sabe cuántos habrían llegado sin él.
pathway-limit-arms = Los dos grupos se describen, no se comparan: no fue el azar el que decidió quién está en cada uno, y pueden diferir en aspectos que nadie registró. Una diferencia entre ellos no es un efecto.
pathway-limit-lost = No se sabe qué pasó en los casos que quedaron sin seguimiento ({ $units }). Las estimaciones suponen que son como los demás, algo que estos datos no permiten verificar.
pathway-limit-waiting = Quien el { $day } seguía en espera puede llegar todavía al hito siguiente. Dividir a quienes ya llegaron entre todos los casos que empezaron sería tomar la espera por un final.
pathway-limit-units = Las unidades son distintas ({ $others } y { $units }): se cuentan aparte y nunca se dividen entre sí, porque a una de las segundas le corresponden varias de las primeras, o ninguna.
pathway-limit-milestone = Un hito dice que se dio un paso. No dice cómo están las personas a las que concierne.
pathway-who = Se sigue a { $n } { $units } desde { $milestone }: es un recuento.
pathway-who-from = Los registros contienen { $all }; la figura muestra a quiénes no se sigue y por qué.
pathway-who-hidden = No se muestra a cuántos se sigue, para proteger la privacidad.
define-milestone-own = Un hito que se registra por { $units }, el primer día en que consta.
define-milestone-linked = Un hito que se registra por { $others } con vínculo a { $units }. Un caso de la trayectoria llega a él el primer día en que consta.
define-exited-text = Pone fin a la posibilidad de llegar a otro hito y se cuenta aparte: { $ways }.
define-lost-text = No se sabe qué pasó después: { $ways }. Esos casos ({ $units }) cuentan por el tiempo que se les siguió.
define-clock = Tiempo
define-clock-text = El tiempo se cuenta desde { $start } o, donde la página lo dice, desde el hito anterior.
define-milestone-risk = Riesgo
define-milestone-risk-text = De 100 { $units } con { $start }, cuántos casos se espera que hayan llegado al hito para entonces. La palabra es la de la estadística: llegar a un hito puede ser una buena noticia.
define-half = Tiempo en que había llegado la mitad
define-half-text = Cuándo se espera que haya llegado al hito la mitad de todos los casos ({ $units }); los que salieron quedan en la otra mitad. No hay ninguno si nunca llega la mitad.
define-waiting = En espera
define-waiting-text = Llegó a un hito y, el último día de los registros, ni al siguiente ni a una salida.
define-count = Recuento
define-count-text = Cuántos hay en los registros hasta que terminan, con redondeo. Un recuento no es un efecto, ni tampoco un riesgo.





## Exploring with controls

view-everybody = Todas las personas
view-hidden = { $people } (no se muestra)
view-of = { $who }. { $comparison }, { $by } de { $start }.
view-risk = { $group }: { $risk } por cada 100 (intervalo del { PERCENT(0.95) }: de { $interval }).
view-risk-bare = { $group }: { $risk } por cada 100; no se puede mostrar ningún intervalo.
view-difference = Diferencia entre el programa y la comparación: { $difference } por cada 100 { $people } (intervalo del { PERCENT(0.95) }: de { $interval }).
view-difference-bare = Diferencia entre el programa y la comparación: { $difference } por cada 100 { $people }; no se puede mostrar ningún intervalo.
view-contrast = Diferencia: programa menos comparación
view-people = Personas
view-events = Casos
view-axis = Riesgo por cada 100
view-withheld = No se puede mostrar ninguna cifra de esto.
view-subgroup-note = Es uno de varios subgrupos: cuando se miran muchos, algunos difieren solo por azar.
control-people = De quiénes
control-comparison = Comparación
control-horizon = Momento
control-groups = Grupo
control-both = Ambos, y su diferencia

## First page of a run

run-title = En español: dónde está cada cosa
run-back = Todo lo de esta ejecución
run-policy = Para el equipo de políticas
run-policy-note = Completo o en una página. Cada uno se abre sin conexión y se puede enviar por separado.
run-report = El informe
run-brief = La respuesta en una página
run-a4 = A4 (PDF)
run-letter = Carta (PDF)
run-no-paper = sin PDF, porque no había Chromium donde se hizo esta ejecución; al imprimir la página desde un navegador salen las mismas hojas
run-research = Para quienes investigan
run-research-note = Los cuadernos en el orden del análisis, con su código y lo que dio. Todas sus cifras pasaron por el control de divulgación.
run-executed = archivo del cuaderno
run-tables = Las cifras que sustentan cada página, en CSV:
run-commands = Para quienes investigan, en una terminal
run-commands-note = Con el entorno del proyecto activo y en esta carpeta:
run-command-lab = abre los cuadernos en JupyterLab; 08-explore muestra con controles las cifras publicables de la última ejecución del estudio, y los demás repiten el análisis paso a paso
run-command-verify = dice qué ha cambiado desde entonces en esta ejecución, su estudio, sus datos y su código
run-command-audit = abre todo lo que aquí se puede compartir y señala lo que revelaría algo
run-command-rerun = repite la ejecución y compara lo publicable, byte por byte
run-automation = Para procesos automáticos
run-automation-note = Lo que un programa lee para decidir si sigue adelante:
run-manifest = El manifiesto: versiones, semilla y la huella de cada archivo
run-checks = Todas las revisiones con su valor, su límite y su resultado (CSV)
run-changes = Lo que cambió desde la última ejecución aceptada (CSV)
run-docs = Documentación de los datos: qué reglas cumplen y cuáles no
run-failed = { $count ->
    [0] Ninguna revisión falló.
    [one] Falló una revisión:
   *[other] Fallaron { $count } revisiones:
}
run-partly = En esta ejecución solo se hicieron algunos de los cuadernos. No tiene respuesta, y no se publicó nada.
run-restricted = Lo que no debe salir de este equipo
run-restricted-note = Trata de personas concretas, o no ha pasado por el control de divulgación. A propósito no hay ningún enlace:
notebook-data-quality = ¿Cómo son los datos y cuáles son sus puntos débiles?
notebook-cohort = ¿Quiénes están en el estudio, quiénes no, y cuánto tiempo se siguió a cada persona?
notebook-time-to-remigration = ¿Cómo crece con el tiempo el riesgo del evento en cada grupo?
notebook-programme-comparison = ¿Qué resulta de comparar los grupos, y se pueden comparar?
notebook-sensitivity = ¿Depende la respuesta de nuestras decisiones?
run-command-lab-pathway = abre los cuadernos en JupyterLab; cada uno repite su parte del análisis paso a paso
run-policy-note-pathway = Se abre sin conexión y se puede enviar por sí solo.
notebook-pathway = ¿Quiénes llegan a cada hito, cuándo, y quiénes siguen en espera?

## Alcance: cuántas personas distintas; un recuento y nunca un efecto
section-reached = A cuántas personas se alcanzó
reach-kind = Es un recuento, no un efecto
reach-statement = { $programme }: { $amount }.
reach-units-person = personas distintas
reach-units-child = niñas, niños y adolescentes distintos
reach-distinct = { $n } { $units }
reach-between = entre { $low } y { $high } { $units }
reach-at-most = como mucho { $high } { $units }
reach-nobody = nadie
reach-not-shown = no se muestra
reach-short = de { $low } a { $high }
reach-short-most = hasta { $high }
reach-row = { $period }: { $amount }
reach-alt = { $period }: { $amount }.
reach-alone = Aquí no se compara a nadie ni se puede calcular ninguna tasa: saber a cuántas personas se alcanzó no dice qué cambió para ellas.
reach-never-added = Los programas se presentan uno al lado del otro y nunca se suman: quien participó en dos figura en ambas cifras.
reach-all-periods = Todos los registros
reach-quarter = { $year }, trimestre { $quarter }
reach-period = Periodo
reach-role = Papel
reach-people = Personas distintas
reach-counted = Anotaciones, también las repetidas
reach-entries = Anotaciones en las listas de participantes
reach-number = Número
chart-reach = Personas alcanzadas por cada programa, en total y por periodo
chart-reach-note = Un punto es un número de personas identificadas en su totalidad. Una barra va del menor número posible de personas al mayor; es discontinua cuando no se puede mostrar un límite inferior. Todas las líneas tienen la misma escala, que empieza en 0. Quien participó en dos periodos figura en ambos, así que los periodos no suman el total.
table-reach = { $programme }: personas alcanzadas por periodo
table-reach-roles = { $programme }: personas alcanzadas por papel y periodo
table-reach-flow = Qué anotaciones de las listas se cuentan
reach-flow-all = En los registros
reach-flow-other-programme = De un programa por el que este estudio no pregunta
reach-flow-after-cut-off = Posteriores al último día de los registros, o sin fecha
reach-flow-no-consent = Sin consentimiento para informar
reach-flow-other-unit = En un papel que este estudio no cuenta
reach-flow-analysed = Se cuentan
reach-flow-note = Una anotación es una persona en una actividad, hasta el { $day }. Lo que no se cuenta queda fuera por el primer motivo que corresponda. Los recuentos mensuales no tienen anotaciones aquí.
reach-no-list = No hay listas de participantes, solo recuentos mensuales.
reach-limit-effect = Un recuento no es un efecto: no dice qué cambió para nadie ni qué habría pasado sin el programa.
reach-limit-bounds = Donde no se identificó a todo el mundo, nadie sabe cuántas personas distintas hubo: el número está entre sus límites, y ningún valor entre ellos es más probable que otro.
reach-limit-rate = Nada de esto es un porcentaje. Los registros no dicen a cuántas personas se habría podido alcanzar, así que el recuento no se puede dividir entre nada.
reach-limit-consent = No se cuenta a quien no consintió que se informara ni a quien se contó en otra unidad, como la familia. Puede que se haya alcanzado a más personas.
reach-limit-depth = Una persona cuenta una sola vez, haya ido a una reunión o a veinte.
reach-define = Alcanzar
reach-define-unit = Se cuenta en
reach-define-unit-person = Personas. Las asistencias, las familias y los casos son otras unidades: nunca se suman a las personas ni se dividen entre ellas.
reach-define-unit-child = Niñas, niños y adolescentes. Las asistencias, las familias y los casos son otras unidades: nunca se suman a ellos ni se dividen entre ellos.
reach-define-bounds = Entre dos números
reach-define-bounds-text = El número menor vale si el mayor número posible de anotaciones es de las mismas personas; el mayor, si todas son de personas distintas. Ambos se redondean hacia fuera, para proteger la privacidad.
reach-basis-distinct = Las listas identifican a todo el mundo, así que cada persona se cuenta una vez.
reach-basis-partly-identified = A parte de quienes participaron no se la identificó, y puede ser cualquiera: el número tiene límites.
reach-basis-deduplicated = Solo hay recuentos mensuales. Nadie figura dos veces en el mismo recuento, pero alguien puede figurar en dos: el número tiene límites.
reach-basis-attendance = Solo hay recuentos de asistencias, no de personas: el número tiene límites amplios.
role-child = Niñas, niños y adolescentes
role-student = Estudiantes
role-caregiver = Personas cuidadoras
role-teacher = Docentes
role-community-leader = Líderes comunitarios
role-official = Cargos públicos
role-agency-staff = Personal de instituciones
role-ngo-staff = Personal de ONG
role-other = Otros papeles
role-unknown = No consta en qué papel
claims-intro-reach = Cada afirmación se hizo en público, y aquí se contrasta con estos datos. Todas son recuentos: dicen cuántas personas, y no qué cambió para nadie.
claims-rule-established-reach = Se sostiene como recuento: en los registros hay al menos tantas personas distintas como se afirma.
claims-rule-contradicted-reach = Contradicha como recuento: no se dejó fuera a nadie, y aun como mucho los registros contienen menos.
claims-rule-count-reach = No se puede saber como recuento: el número afirmado está entre los límites, o puede que se haya alcanzado a más personas de las que aquí se pueden contar.
claim-verdict-established-reach = Es un recuento, no un efecto: en los registros hay al menos tantas personas
claim-verdict-contradicted-reach = Es un recuento, no un efecto: aun como mucho, en los registros hay menos personas
claim-verdict-count-reach = Es un recuento, no un efecto: con estos registros no se puede saber si fueron tantas
claim-reached = En los registros, todos los programas juntos: { $amount }. Se afirma: más de { $threshold }.
withheld-some-left-out = Puede que se haya alcanzado a más personas: no se cuenta a quien no consintió que se informara ni a quien se contó en otra unidad.
theory-none-reach = El archivo del estudio no dice cómo se piensa que el programa ayuda a quienes alcanza.
criteria-intro-reach = El Comité de Asistencia para el Desarrollo de la OCDE plantea seis preguntas sobre un programa (2019). Un recuento de personas no responde a ninguna.
criterion-effectiveness-alone-reach = Se sabe cuántas personas participaron. No se sabe si el programa cumple sus fines.
criterion-impact-alone-reach = No se compara a nadie, así que nada se puede decir de lo que cambia gracias al programa.
criterion-sustainability-alone-reach = Los registros dicen quién participó. No se sabe qué ocurre más tarde.
version-design-reach = Recuento de personas alcanzadas, sin comparación
version-method-reach = Personas distintas según sus identificadores seudónimos; límites donde no se identificó a todo el mundo
notebook-reach = ¿A cuántas personas distintas se alcanzó, en qué papel y cuándo?

## Portfolio: several programmes, a page each

number-effect = Efecto
number-risk = Riesgo
number-count = Recuento
number-effect-observational = Efecto, según una comparación observacional
number-effect-experiment = Efecto, según un experimento
number-effect-text = Cuánto difiere el riesgo entre un grupo con el programa y otro sin él, con su intervalo y con qué tan seguro es el resultado. Solo una comparación lo da, y solo una cifra así dice algo de lo que cambió el programa.
number-risk-text = El porcentaje estimado de quienes se siguió a quienes les sucede algo en un plazo declarado, con su intervalo. La palabra se usa también para lo bueno, como la decisión de un caso. Por sí solo no dice qué cambió el programa.
number-count-text = Cuántas personas, familias o casos hay en los registros o, si no se puede saber quién figura dos veces, las dos cifras entre las que está. Es un recuento, no un efecto.
portfolio-section-about = Qué es esto
portfolio-section-reading = Cómo leer las cifras
portfolio-section-register = Lo que se ha afirmado en público, programa por programa
portfolio-section-apart = Lo que no se puede comparar
portfolio-section-privacy = Cómo se protegió la privacidad
portfolio-section-versions = Datos, código y fechas
portfolio-about = Cada programa tiene una página: qué hace, qué pregunta su estudio, la cifra que responde y lo que esa cifra no puede decir. Todas las cifras vienen de lo que publicó la última ejecución del estudio, y de cada una se dice si es un efecto, un riesgo o un recuento.
portfolio-about-order = El orden de los programas no indica mérito alguno.
portfolio-synthetic-all = Todos los estudios de esta página usan registros sintéticos: { $studies }.
portfolio-synthetic-some = Estos estudios usan registros sintéticos, inventados por una computadora, y no prueban nada: { $studies }. Los demás usan registros reales.
portfolio-page = El portafolio
portfolio-report = El informe completo
portfolio-no-report = El estudio no tiene un informe completo en este idioma.
portfolio-source = Estudio { $study }: registros hasta el { $until }, datos { $data }, ejecución del { $made }.
portfolio-source-synthetic = Estudio { $study }: registros sintéticos hasta el { $until }, datos { $data }, ejecución del { $made }.
portfolio-question-comparison = ¿Cambia el riesgo de { $event } { $by } de { $start } cuando se cuenta con { $programme }?
portfolio-question-pathway = ¿Qué parte pasa de «{ $first }» a «{ $last }», y en cuánto tiempo?
portfolio-question-reach = ¿Qué cantidad de { $people } alcanzó, sin contar a nadie dos veces?
portfolio-withheld-else = Las reglas que protegen la privacidad no permiten mostrar la cifra.
portfolio-pathway-risk = De «{ $first }» a «{ $last }»: se estima que llega el { $share } en { $duration } (intervalo del { PERCENT(0.95) }: de { $low } a { $high }).
portfolio-pathway-bare = De «{ $first }» a «{ $last }»: se estima que llega el { $share } en { $duration }; no se puede mostrar ningún intervalo.
portfolio-pathway-withheld = De «{ $first }» a «{ $last }»: no se puede publicar ningún porcentaje en { $duration }.
portfolio-pathway-counts = En los registros hasta el { $date }, contando { $people }: { $start } en «{ $first }», { $end } en «{ $last }». Son recuentos; parte sigue en camino.
portfolio-pathway-picture = Porcentaje estimado que ha llegado { $duration } después de «{ $first }», con su intervalo del { PERCENT(0.95) }; la escala termina en { $end }
portfolio-not-reported = no se publica ningún porcentaje
portfolio-share-interval = { $share } (de { $low } a { $high })
portfolio-share-sooner = { $share } en { $duration }
portfolio-reach-means = «Alcanzar» significa: { $definition }
portfolio-reach-picture = Cuántas son, sin contar a nadie dos veces; la escala termina en { $end }
portfolio-limit-pathway-alone = Aquí no se compara a nadie, así que no dice nada de lo que cambió el programa.
portfolio-limit-pathway-groups = Los dos grupos aparecen lado a lado, tal como son. La diferencia entre ellos no es un efecto del programa.
portfolio-limit-pathway-waiting = El último día de los registros había casos en camino, y de otros ya no se tenía noticia. La estimación supone que son como los demás.
portfolio-limit-pathway-units = Unidades distintas, como familias y solicitudes, nunca se dividen una entre otra.
portfolio-limit-reach-count = Es un recuento, no un efecto: no dice qué cambió para nadie.
portfolio-limit-reach-twice = No se puede saber quién figura dos veces en los registros, así que solo se conocen los límites.
portfolio-limit-reach-share = No es un porcentaje: no se sabe a cuántas personas se habría podido alcanzar.
portfolio-register-intro = Cada afirmación se hizo en público y se contrasta con los datos de un estudio. Lo que dicen los datos es un efecto, un riesgo o un recuento, y un recuento no se vuelve efecto por ser grande.
portfolio-no-claims = Ningún estudio de esta página pregunta por una afirmación pública.
portfolio-apart-units = Las unidades son distintas: niñas, niños y adolescentes, familias, casos y personas nunca se suman ni se dividen entre sí.
portfolio-apart-kinds = El tipo de cifra es distinto: un porcentaje que llega a algo, una diferencia entre grupos y un recuento responden preguntas diferentes.
portfolio-apart-people = Las personas, los inicios y los plazos son distintos: cada estudio sigue a las suyas desde su propio primer día y hasta su propio plazo.
portfolio-apart-order = Ninguna cifra pone aquí a un programa por delante de otro.
portfolio-all-records = todos los registros
portfolio-since = { $duration } después de: { $start }
portfolio-privacy = Aquí no se contó nada de nuevo: cada cifra ya había pasado por el control de divulgación de su propio estudio.
table-programme = Programa
table-study = Estudio
table-number = Tipo de cifra
table-unit = Se cuentan
table-by-when = Para cuándo
table-apart = En qué difieren las cifras principales
table-versions = De dónde vienen las cifras de cada programa
table-made = Fecha de la ejecución
claim-number = Tipo de cifra
