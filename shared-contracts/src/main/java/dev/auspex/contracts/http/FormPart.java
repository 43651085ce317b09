package dev.auspex.contracts.http;

import jakarta.validation.Payload;

/** Marks a constraint on a part of a form, so that its violation names the part and not the body. */
public interface FormPart extends Payload {}
