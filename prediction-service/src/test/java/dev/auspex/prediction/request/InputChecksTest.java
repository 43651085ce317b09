package dev.auspex.prediction.request;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import dev.auspex.prediction.Schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class InputChecksTest {

    private static final Vertx VERTX = Vertx.vertx();

    private final InputChecks checks = new InputChecks(VERTX);
    private final Context caller = VERTX.getOrCreateContext();
    private final InputValidator digits = new InputValidator(Schemas.of("digits-1"));

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void looksAtALargeImageOnAWorkerAndAnswersOnTheCallersEventLoop() throws Exception {
        // Given
        Watched input = new Watched(image(64 << 10));

        // When
        Answer answer = check(input);

        // Then
        assertTrue(answer.input().good());
        assertTrue(answer.input().values().get("image").toString().startsWith("image/png;bytes=65536;sha256="));
        assertTrue(input.onWorker.getLast());
        assertEquals(caller, answer.context());
        assertTrue(answer.onEventLoop());
    }

    @Test
    void staysOnTheEventLoopWithASmallOne() throws Exception {
        // Given
        Watched input = new Watched(image(1 << 10));

        // When
        Answer answer = check(input);

        // Then
        assertTrue(answer.input().good());
        assertFalse(input.onWorker.contains(true), input.onWorker::toString);
        assertTrue(answer.onEventLoop());
    }

    @Test
    void tellsWhatIsWrongWithALargeOneToo() throws Exception {
        // When
        Answer answer = check(new Watched("x".repeat(80 << 10)));

        // Then
        assertEquals("image", answer.input().violations().getFirst().code());
        assertEquals(caller, answer.context());
    }

    /** Where the caller went on, and with what. */
    private record Answer(CheckedInput input, Context context, boolean onEventLoop) {}

    private Answer check(Map<String, Object> input) throws Exception {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        caller.runOnContext(ignored -> checks.check(digits, input)
                .subscribe()
                .with(
                        checked -> answer.complete(
                                new Answer(checked, Vertx.currentContext(), Context.isOnEventLoopThread())),
                        answer::completeExceptionally));
        return answer.get(60, TimeUnit.SECONDS);
    }

    private static String image(int bytes) {
        byte[] file = new byte[bytes];
        System.arraycopy(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, 0, file, 0, 4);
        return Base64.getEncoder().encodeToString(file);
    }

    /** Notes on which kind of thread it is read. */
    private static final class Watched extends HashMap<String, Object> {

        private static final long serialVersionUID = 1L;

        private final transient List<Boolean> onWorker = new CopyOnWriteArrayList<>();

        Watched(String image) {
            super(Map.of("image", image));
        }

        @Override
        public Object get(Object name) {
            onWorker.add(Context.isOnWorkerThread());
            return super.get(name);
        }
    }
}
