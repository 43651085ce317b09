package dev.auspex.model.registry;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Orders versions as people count them: 2 before 10, 1.9 before 1.10. It applies to the bundled versions in one folder;
 * among registered versions the time of registration decides which is newer.
 */
public final class VersionOrder implements Comparator<String> {

    public static final VersionOrder OLDEST_FIRST = new VersionOrder();

    private static final Pattern PART = Pattern.compile("\\d+|\\D+");

    private VersionOrder() {}

    @Override
    public int compare(String a, String b) {
        Matcher left = PART.matcher(a);
        Matcher right = PART.matcher(b);
        while (true) {
            boolean moreLeft = left.find();
            boolean moreRight = right.find();
            if (!moreLeft || !moreRight) {
                // 1 and 01 are the same number, but two versions.
                return moreLeft == moreRight ? a.compareTo(b) : Boolean.compare(moreLeft, moreRight);
            }
            int order = compareParts(left.group(), right.group());
            if (order != 0) {
                return order;
            }
        }
    }

    private static int compareParts(String a, String b) {
        boolean numbers = Character.isDigit(a.charAt(0)) && Character.isDigit(b.charAt(0));
        return numbers ? new BigInteger(a).compareTo(new BigInteger(b)) : a.compareTo(b);
    }
}
