package dev.auspex.contracts.auth;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;

/** Requires Base64url without padding (RFC 4648, section 5), the form in which browsers send data of authenticators. */
@Documented
@Constraint(validatedBy = {})
@ReportAsSingleViolation
@Pattern(regexp = "(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?")
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface Base64Url {

    String message() default "must be Base64url without padding";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
