package dev.auspex.model.registry;

import java.util.regex.Pattern;

/** The rules for names. All of these names appear in URLs and file names. */
public final class Names {

    public static final Pattern MODEL = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    public static final String MODEL_RULE =
            "1 to 64 characters (a-z, 0-9, dot, underscore, hyphen) and start with a letter or digit";
    public static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    public static final String VERSION_RULE =
            "1 to 64 characters (a-z, A-Z, 0-9, dot, underscore, hyphen) and start with a letter or digit";
    public static final Pattern ALIAS = VERSION;

    private Names() {}
}
