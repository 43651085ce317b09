package dev.auspex.graph.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import org.jboss.logging.Logger;

import dev.auspex.graph.engine.PreparationException;

/** A tokenizer of Hugging Face's form. Any number of threads may use it. */
final class Tokenizer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Tokenizer.class);
    private static final Duration LONGEST_USE = Duration.ofSeconds(5);

    private final HuggingFaceTokenizer tokenizer;
    /** Readers share it, closing has it alone: one that is freed while it reads takes the process with it. */
    private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

    private boolean closed;

    /**
     * Reads a tokenizer.
     *
     * @param json   content of {@code tokenizer.json}; its own padding and truncation do not count
     * @param tokens most tokens of one text
     * @throws IOException where it is none, or one of its patterns could take forever
     */
    Tokenizer(byte[] json, int tokens) throws IOException {
        TokenizerPatterns.check(json);
        try {
            // The length is given because DJL would otherwise take its own, and warn in the log.
            this.tokenizer = HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json),
                    Map.of(
                            "addSpecialTokens", "true",
                            "padding", "false",
                            "truncation", "true",
                            "maxLength", Integer.toString(tokens),
                            "modelMaxLength", Integer.toString(tokens)));
        } catch (EngineException e) {
            throw new IOException(e.getMessage(), e);
        } catch (RuntimeException e) {
            // The library in Rust throws RuntimeException itself.
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * A text in tokens.
     *
     * @param ids   numbers of the tokens
     * @param types numbers of the sentence that each belongs to
     * @param whole whether nothing of the text was cut off
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier on the hot path, never compared
    record Tokens(long[] ids, long[] types, boolean whole) {}

    /** @throws PreparationException where it is closed */
    Tokens of(String text) throws PreparationException {
        inUse.readLock().lock();
        try {
            if (closed) {
                throw new PreparationException(PreparationException.CLOSED, "the version is being taken down");
            }
            Encoding encoding = tokenizer.encode(text);
            return new Tokens(encoding.getIds(), encoding.getTypeIds(), !encoding.exceedMaxLength());
        } catch (PreparationException e) {
            throw e;
        } catch (RuntimeException e) {
            // The library in Rust throws RuntimeException itself.
            LOG.warnf("text not tokenised cause=%s", e.getMessage());
            throw new PreparationException("tokens", "the model's tokenizer cannot read this text");
        } finally {
            inUse.readLock().unlock();
        }
    }

    /** Waits for whoever uses it, but not for ever; what is used even then is left to the end of the process. */
    @Override
    public void close() {
        boolean alone = false;
        try {
            alone = inUse.writeLock().tryLock(LONGEST_USE.toMillis(), TimeUnit.MILLISECONDS);
            if (!alone) {
                LOG.warn("a tokenizer is still in use, left open");
            } else if (!closed) {
                closed = true;
                tokenizer.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (alone) {
                inUse.writeLock().unlock();
            }
        }
    }
}
