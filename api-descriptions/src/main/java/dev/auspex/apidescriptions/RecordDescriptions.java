package dev.auspex.apidescriptions;

import java.io.IOException;
import java.io.Writer;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.tools.Diagnostic;
import javax.tools.StandardLocation;

/**
 * Writes what the Javadoc of records, constants and operations says into a file beside the classes, because it is gone after
 * compilation. One line {@code key=text} each:
 *
 * <ul>
 *   <li>{@code schema.Name} and {@code schema.Name.property}: what it is
 *   <li>{@code nullable.Name.property}: {@code absent} where it is left out, {@code null} where it is null without a value
 *   <li>{@code notblank.Name.property}: that it needs a character that is no space, which the document forgets beside a pattern
 *   <li>{@code operation.id.parameter}: what a parameter of an operation is
 * </ul>
 *
 * Names are those of the API document, as {@code @Schema(name)} and {@code @JsonProperty} tell them.
 */
@SupportedAnnotationTypes("*")
public class RecordDescriptions extends AbstractProcessor {

    /** The file's name, below the folder of the classes. */
    static final String FILE = "META-INF/auspex-api-descriptions.properties";

    private static final Set<String> PARAMETERS = Set.of("QueryParam", "PathParam", "HeaderParam", "RestForm");

    private final SortedMap<String, String> lines = new TreeMap<>();
    private final Set<TypeElement> seen = new HashSet<>();

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latest();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        round.getRootElements().forEach(this::visit);
        if (round.processingOver() && !lines.isEmpty()) {
            write();
        }
        return false;
    }

    private void visit(Element element) {
        if (!(element instanceof TypeElement type) || !seen.add(type)) {
            return;
        }
        if (type.getKind() == ElementKind.RECORD) {
            describe(type);
        } else if (type.getKind() == ElementKind.ENUM) {
            text(type).map(Javadoc::summary).ifPresent(text -> put("schema." + schema(type), text));
        }
        for (Element inside : type.getEnclosedElements()) {
            if (inside instanceof ExecutableElement method) {
                operation(method);
            }
            visit(inside);
        }
    }

    private void describe(TypeElement type) {
        String name = schema(type);
        Optional<String> doc = text(type);
        doc.map(Javadoc::summary).ifPresent(text -> put("schema." + name, text));
        Map<String, String> parameters = doc.map(Javadoc::parameters).orElse(Map.of());
        boolean omitted = omitsNull(type);
        for (RecordComponentElement component : type.getRecordComponents()) {
            Element accessor = component.getAccessor();
            String own = component.getSimpleName().toString();
            String property = name + "."
                    + value(component, accessor, "JsonProperty", "value").orElse(own);
            if (parameters.containsKey(own)) {
                put("schema." + property, parameters.get(own));
            }
            if (annotation(component, "NotBlank")
                    .or(() -> annotation(accessor, "NotBlank"))
                    .isPresent()) {
                put("notblank." + property, "true");
            }
            if (isNullable(component)) {
                put("nullable." + property, omitted || omitsNull(component) || omitsNull(accessor) ? "absent" : "null");
            }
        }
    }

    private void operation(ExecutableElement method) {
        Optional<String> id = value(method, method, "Operation", "operationId");
        Map<String, String> parameters = text(method).map(Javadoc::parameters).orElse(Map.of());
        if (id.isEmpty() || parameters.isEmpty()) {
            return;
        }
        for (VariableElement parameter : method.getParameters()) {
            String text = parameters.get(parameter.getSimpleName().toString());
            for (String kind : PARAMETERS) {
                value(parameter, parameter, kind, "value")
                        .filter(name -> text != null)
                        .ifPresent(name -> put("operation." + id.get() + "." + name, text));
            }
        }
    }

    private Optional<String> text(Element element) {
        return Optional.ofNullable(processingEnv.getElementUtils().getDocComment(element));
    }

    private void put(String key, String text) {
        if (!text.isEmpty()) {
            lines.put(key, text);
        }
    }

    private static String schema(TypeElement type) {
        return value(type, type, "Schema", "name").orElse(type.getSimpleName().toString());
    }

    private static boolean isNullable(RecordComponentElement component) {
        return annotation(component, "Nullable").isPresent()
                || annotation(component.getAccessor(), "Nullable").isPresent()
                || component.asType().getAnnotationMirrors().stream().anyMatch(it -> named(it, "Nullable"));
    }

    private static boolean omitsNull(Element element) {
        return annotation(element, "JsonInclude")
                .flatMap(it -> member(it, "value"))
                .filter(it -> it.endsWith("NON_NULL") || it.endsWith("NON_EMPTY") || it.endsWith("NON_ABSENT"))
                .isPresent();
    }

    private static Optional<String> value(Element element, Element other, String annotation, String member) {
        return annotation(element, annotation)
                .or(() -> annotation(other, annotation))
                .flatMap(it -> member(it, member))
                .filter(text -> !text.isEmpty());
    }

    private static Optional<AnnotationMirror> annotation(Element element, String simpleName) {
        return element.getAnnotationMirrors().stream()
                .filter(it -> named(it, simpleName))
                .map(AnnotationMirror.class::cast)
                .findFirst();
    }

    private static boolean named(AnnotationMirror annotation, String simpleName) {
        return annotation.getAnnotationType().asElement().getSimpleName().contentEquals(simpleName);
    }

    private static Optional<String> member(AnnotationMirror annotation, String name) {
        for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> each :
                annotation.getElementValues().entrySet()) {
            if (each.getKey().getSimpleName().contentEquals(name)) {
                return Optional.of(each.getValue().getValue().toString());
            }
        }
        return Optional.empty();
    }

    private void write() {
        try (Writer out = processingEnv
                .getFiler()
                .createResource(StandardLocation.CLASS_OUTPUT, "", FILE)
                .openWriter()) {
            for (Map.Entry<String, String> line : lines.entrySet()) {
                out.append(line.getKey())
                        .append('=')
                        .append(escaped(line.getValue()))
                        .append('\n');
            }
        } catch (IOException e) {
            processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, FILE + " is not written: " + e);
        }
    }

    /** As {@link java.util.Properties} reads it. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                escaped.append("\\\\");
            } else if (c < ' ' || c > '~') {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
