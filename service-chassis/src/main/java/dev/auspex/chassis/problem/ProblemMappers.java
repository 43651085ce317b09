package dev.auspex.chassis.problem;

import java.io.CharConversionException;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import dev.auspex.chassis.json.TooManyElementsException;
import dev.auspex.contracts.http.FormPart;
import dev.auspex.contracts.problem.Problem;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/** The single table that maps exceptions to problem documents. */
public class ProblemMappers {

    private static final int LONGEST_NAME = 100;

    private static final String DEFAULT_SIZE_MESSAGE = "{jakarta.validation.constraints.Size.message}";

    private static final String MULTIPART_PARSER = "org.jboss.resteasy.reactive.server.core.multipart.";
    private static final int MULTIPART_FRAMES = 12;
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    private static final int METHOD_NOT_ALLOWED = Response.Status.METHOD_NOT_ALLOWED.getStatusCode();

    private static final Map<String, String> RULES = Map.ofEntries(
            Map.entry("NotNull", "required"),
            Map.entry("NotBlank", "required"),
            Map.entry("NotEmpty", "required"),
            Map.entry("Size", "size"),
            Map.entry("Min", "range"),
            Map.entry("Max", "range"),
            Map.entry("Email", "format"),
            Map.entry("Pattern", "format"),
            Map.entry("OneLine", "format"),
            Map.entry("Base64Url", "format"));

    private final ApiDocument api;

    ProblemMappers(ApiDocument api) {
        this.api = api;
    }

    @ServerExceptionMapper
    public Response problem(ProblemException e, UriInfo uri) {
        Response.ResponseBuilder response = builder(e.type(), e.getMessage(), uri, e.violations());
        e.retryAfter().ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, wholeSeconds(wait)));
        return response.build();
    }

    @ServerExceptionMapper(ConstraintViolationException.class)
    public Response invalid(ConstraintViolationException e, UriInfo uri) {
        if (e.getConstraintViolations().stream().anyMatch(ProblemMappers::isReturnValue)) {
            return unexpected(e, uri);
        }
        List<Violation> violations = e.getConstraintViolations().stream()
                .map(ProblemMappers::violation)
                .sorted((a, b) -> a.pointer().compareTo(b.pointer()))
                .toList();
        return builder(ProblemType.INVALID_INPUT, summary(violations), uri, violations)
                .build();
    }

    @ServerExceptionMapper(MismatchedInputException.class)
    public Response wrongShape(MismatchedInputException e, UriInfo uri) {
        return malformed(e, uri);
    }

    /**
     * Handles bytes that are not valid in the encoding. Jackson guesses the encoding from the first bytes, and throws
     * this if they fit none or if later bytes break it.
     */
    @ServerExceptionMapper
    public Response wrongEncoding(CharConversionException e, UriInfo uri) {
        return builder(
                        ProblemType.MALFORMED_BODY,
                        "The body is not valid JSON in UTF-8. Check its encoding.",
                        uri,
                        List.of())
                .build();
    }

    @ServerExceptionMapper
    public Response beyondLimits(StreamConstraintsException e, UriInfo uri) {
        return builder(
                        ProblemType.MALFORMED_BODY,
                        "The body is nested too deeply, or a name, number or string in it is too long.",
                        uri,
                        List.of())
                .build();
    }

    @ServerExceptionMapper
    public Response status(WebApplicationException e, UriInfo uri) {
        if (e.getCause() instanceof ProblemException problem) {
            return problem(problem, uri);
        }
        if (e.getCause() instanceof JsonProcessingException json) {
            return malformed(json, uri);
        }
        Optional<Violation> parameter = wrongParameter(e, uri);
        if (parameter.isPresent()) {
            List<Violation> violations = List.of(parameter.get());
            return builder(ProblemType.INVALID_INPUT, summary(violations), uri, violations)
                    .build();
        }
        Response original = e.getResponse();
        int status = original.getStatus();
        if (status < 400) {
            return original;
        }
        ProblemType type = ProblemType.ofStatus(status);
        Problem known = Problems.of(type, detailOf(type), path(uri), List.of());
        Problem problem = new Problem(
                known.type(), known.title(), status, known.detail(), known.instance(), known.traceId(), List.of());
        Response.ResponseBuilder response =
                Response.status(status).entity(problem).type(Problem.MEDIA_TYPE);
        if (status == METHOD_NOT_ALLOWED) {
            Optional.ofNullable(original.getHeaderString(HttpHeaders.ALLOW))
                    .or(() -> api.allow(uri.getPath()))
                    .ifPresent(allow -> response.header(HttpHeaders.ALLOW, allow));
        }
        return response.build();
    }

    /**
     * Finds the query parameter that could not be converted. The framework answers it with 404, which is right
     * only for one in the path.
     */
    private static Optional<Violation> wrongParameter(WebApplicationException e, UriInfo uri) {
        if (!(e instanceof NotFoundException)
                || e.getCause() == null
                || e.getCause().getMessage() == null) {
            return Optional.empty();
        }
        String told = e.getCause().getMessage();
        return uri.getQueryParameters().entrySet().stream()
                .filter(entry -> entry.getValue().stream()
                        .anyMatch(value -> told.contains("\"" + value + "\"") || told.endsWith(": " + value)))
                .findFirst()
                .map(entry -> new Violation(
                        "#" + entry.getKey(), "type", "`" + entry.getKey() + "` has a value that is not valid."));
    }

    @ServerExceptionMapper(UnauthorizedException.class)
    public Response unauthorized(UnauthorizedException e, UriInfo uri) {
        return unauthenticated(uri);
    }

    // The types are named because Quarkus cannot infer those of its own security classes from the methods.
    @ServerExceptionMapper(AuthenticationFailedException.class)
    public Response authenticationFailed(AuthenticationFailedException e, UriInfo uri) {
        return unauthenticated(uri);
    }

    @ServerExceptionMapper(ForbiddenException.class)
    public Response forbidden(ForbiddenException e, UriInfo uri) {
        return builder(ProblemType.FORBIDDEN, detailOf(ProblemType.FORBIDDEN), uri, List.of())
                .build();
    }

    @ServerExceptionMapper
    public Response unexpected(Throwable e, UriInfo uri) {
        if (isMultipart(e)) {
            LOG.infof("multipart body refused path=%s cause=%s", path(uri), e);
            return builder(
                            ProblemType.MALFORMED_BODY,
                            "The multipart body is not valid. It is empty or incomplete, its boundary differs from the"
                                    + " one in `Content-Type`, it has too many fields,"
                                    + " or its character set is unknown.",
                            uri,
                            List.of())
                    .build();
        }
        LOG.errorf(e, "request failed path=%s", path(uri));
        return builder(ProblemType.INTERNAL, detailOf(ProblemType.INTERNAL), uri, List.of())
                .build();
    }

    /**
     * Returns whether the caller's multipart body is broken. The framework's parser throws many kinds
     * of bare exceptions for it.
     */
    private static boolean isMultipart(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            // A full disk or exhausted memory is not the caller's fault.
            if (cause instanceof Error || cause instanceof FileSystemException || isDisk(cause)) {
                return false;
            }
        }
        return Arrays.stream(e.getStackTrace()).limit(MULTIPART_FRAMES).anyMatch(frame -> frame.getClassName()
                .startsWith(MULTIPART_PARSER));
    }

    /** Recognizes a failed write by its message, because Java has no exception type for it. */
    private static boolean isDisk(Throwable e) {
        return e instanceof IOException && String.valueOf(e.getMessage()).contains("No space left on device");
    }

    private static Response unauthenticated(UriInfo uri) {
        return builder(ProblemType.UNAUTHENTICATED, detailOf(ProblemType.UNAUTHENTICATED), uri, List.of())
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    private static Response malformed(JsonProcessingException e, UriInfo uri) {
        if (e.getCause() instanceof StreamReadException broken && !(broken instanceof InputCoercionException)) {
            // Jackson wraps a fault of the JSON itself in the field that it was reading.
            return malformed(broken, uri);
        }
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            Violation violation = new Violation(pointer(mapping), code(mapping), message(mapping));
            return builder(ProblemType.INVALID_INPUT, summary(List.of(violation)), uri, List.of(violation))
                    .build();
        }
        String where = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return builder(ProblemType.MALFORMED_BODY, fault(e, where), uri, List.of())
                .build();
    }

    /** Recognizes the faults by their message, because Jackson has no exception types for them. */
    private static String fault(JsonProcessingException e, String where) {
        String message = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
        if (message.startsWith("Duplicate field")) {
            return "The body has the same member twice in one object" + where + ".";
        }
        if (message.startsWith("Non-standard token")) {
            // pandas and Python's json module write a missing number like this.
            return "The body contains NaN or Infinity" + where
                    + ". JSON does not have these values. Use null for a missing number.";
        }
        return message.startsWith("Trailing token")
                ? "The body continues after its JSON value" + where + "."
                : "The body is not the JSON object that this address expects" + where + ".";
    }

    private static String pointer(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> "/" + (step.getFieldName() == null ? step.getIndex() : escaped(step.getFieldName())))
                .collect(Collectors.joining());
    }

    private static String code(JsonMappingException e) {
        if (e.getCause() instanceof TooManyElementsException) {
            return "size";
        }
        if (e.getCause() instanceof InputCoercionException) {
            return "range";
        }
        return e instanceof UnrecognizedPropertyException ? "unknown" : "type";
    }

    private static String message(JsonMappingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            List<String> known = new ArrayList<>();
            if (unknown.getKnownPropertyIds() != null) {
                unknown.getKnownPropertyIds().forEach(id -> known.add(String.valueOf(id)));
            }
            String name = unknown.getPropertyName();
            String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
            return "There is no field `" + shown + "`. The known fields are " + String.join(", ", known) + ".";
        }
        if (e.getCause() instanceof TooManyElementsException tooMany) {
            return "There are too many elements. At most " + tooMany.most() + " are allowed here.";
        }
        return e.getCause() instanceof InputCoercionException
                ? "The number is too large or too small for this field."
                : ExpectedValue.message(e);
    }

    private static boolean isReturnValue(ConstraintViolation<?> violation) {
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getKind() == ElementKind.RETURN_VALUE) {
                return true;
            }
        }
        return false;
    }

    private static Violation violation(ConstraintViolation<?> violation) {
        StringBuilder pointer = new StringBuilder();
        String parameter = null;
        for (Path.Node node : violation.getPropertyPath()) {
            switch (node.getKind()) {
                case PARAMETER -> parameter = node.getName();
                case PROPERTY -> pointer.append('/').append(escaped(node.getName()));
                default -> {
                    // Methods and containers have no place in a JSON pointer.
                }
            }
            if (node.getIndex() != null) {
                pointer.append('/').append(node.getIndex());
            }
        }
        boolean part = violation.getConstraintDescriptor().getPayload().contains(FormPart.class);
        boolean ofBody = !part && (pointer.length() > 0 || "required".equals(rule(violation)));
        String subject = ofBody ? subject(pointer.toString()) : (part ? "Part `" : "`") + parameter + "`";
        return new Violation(
                ofBody ? pointer.toString() : "#" + parameter, rule(violation), sentence(subject, violation));
    }

    /** Returns what a pointer into the body points to, as the subject of a sentence. */
    private static String subject(String pointer) {
        if (pointer.isEmpty()) {
            return "The body";
        }
        String[] steps = pointer.split("/", -1);
        int last = steps.length - 1;
        int field = last;
        while (field > 0 && steps[field].chars().allMatch(Character::isDigit)) {
            field--;
        }
        if (field == 0) {
            return "Each element";
        }
        return (field < last ? "Each element of `" : "`") + steps[field] + "`";
    }

    /** Returns the message of a constraint, which has no subject and often no full stop, as a sentence. */
    private static String sentence(String subject, ConstraintViolation<?> violation) {
        String text = subject + " " + predicate(violation);
        return text.endsWith(".") ? text : text + ".";
    }

    /** Replaces the default message of a size, which starts with a noun and names limits that are not set. */
    private static String predicate(ConstraintViolation<?> violation) {
        if (!violation.getMessageTemplate().equals(DEFAULT_SIZE_MESSAGE)) {
            return violation.getMessage();
        }
        Map<String, Object> limits = violation.getConstraintDescriptor().getAttributes();
        int least = (int) limits.get("min");
        int most = (int) limits.get("max");
        String unit = violation.getInvalidValue() instanceof CharSequence ? " characters" : " elements";
        if (most == Integer.MAX_VALUE) {
            return "must have at least " + least + unit;
        }
        return least == 0 ? "must have at most " + most + unit : "must have " + least + " to " + most + unit;
    }

    private static String rule(ConstraintViolation<?> violation) {
        Class<? extends Annotation> constraint =
                violation.getConstraintDescriptor().getAnnotation().annotationType();
        return RULES.getOrDefault(
                constraint.getSimpleName(), constraint.getSimpleName().toLowerCase(Locale.ROOT));
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static String summary(List<Violation> violations) {
        return violations.size() == 1
                ? violations.getFirst().message()
                : violations.size() + " values are not valid. See `violations`.";
    }

    private static String detailOf(ProblemType type) {
        return switch (type) {
            case UNAUTHENTICATED -> "The access token is missing, expired or not valid. Sign in again.";
            case FORBIDDEN ->
                "This account's role does not allow this operation. Ask an admin of the tenant for another role.";
            case NOT_FOUND -> "Nothing exists at this address. Check the path and the ids in it.";
            case METHOD_NOT_ALLOWED ->
                "This address does not support this method."
                        + " The header `Allow` lists the methods that it supports.";
            case UNSUPPORTED_MEDIA_TYPE ->
                "This address does not accept a body of this `Content-Type`."
                        + " Send files as `multipart/form-data`, and anything else as `application/json`.";
            case NOT_ACCEPTABLE -> "This address responds only in `application/json`. Change the header `Accept`.";
            case BODY_TOO_LARGE -> "The body is larger than this address accepts. Send a smaller one.";
            case UNAVAILABLE, OVERLOADED, RATE_LIMITED ->
                "The service cannot handle this request now. Try again in a moment.";
            case INVALID_INPUT, MALFORMED_BODY -> "The request is not well-formed. Check its parameters and its body.";
            default -> "An internal error occurred. Report the trace id, which identifies the error in the logs.";
        };
    }

    private static Response.ResponseBuilder builder(
            ProblemType type, String detail, UriInfo uri, List<Violation> violations) {
        return Response.status(type.status())
                .entity(Problems.of(type, detail, path(uri), violations))
                .type(Problem.MEDIA_TYPE);
    }

    private static String path(UriInfo uri) {
        return uri == null ? null : uri.getPath();
    }

    private static long wholeSeconds(Duration wait) {
        return Math.max(1, (wait.toMillis() + 999) / 1000);
    }
}
