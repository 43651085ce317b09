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

/** A tokenizer in the Hugging Face format. Thread-safe. */
final class Tokenizer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Tokenizer.class);
    private static final Duration LONGEST_USE = Duration.ofSeconds(5);

    private final HuggingFaceTokenizer tokenizer;
    /**
     * Readers share this lock and {@link #close()} takes it exclusively, because freeing the tokenizer while it is in
     * use crashes the process.
     */
    private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

    private boolean closed;

    /**
     * Loads a tokenizer.
     *
     * @param json   content of {@code tokenizer.json}; its own padding and truncation are ignored
     * @param tokens maximum number of tokens of a text
     * @throws IOException if it is not a tokenizer, or one of its patterns could take forever
     */
    Tokenizer(byte[] json, int tokens) throws IOException {
        TokenizerPatterns.check(json);
        try {
            // The length is set because DJL would otherwise use its own default and log a warning.
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
            // The Rust library throws RuntimeException itself.
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The tokens of a text.
     *
     * @param ids   token ids
     * @param types sentence ids, one for each token
     * @param whole whether nothing of the text was cut off
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier on the hot path, never compared
    record Tokens(long[] ids, long[] types, boolean whole) {}

    /**
     * Tokenises a text.
     *
     * @throws PreparationException if the tokenizer is closed or cannot read the text
     */
    Tokens of(String text) throws PreparationException {
        inUse.readLock().lock();
        try {
            if (closed) {
                throw new PreparationException(
                        PreparationException.CLOSED, "This version is being unloaded. Try again in a moment.");
            }
            Encoding encoding = tokenizer.encode(text);
            return new Tokens(encoding.getIds(), encoding.getTypeIds(), !encoding.exceedMaxLength());
        } catch (PreparationException e) {
            throw e;
        } catch (RuntimeException e) {
            // The Rust library throws RuntimeException itself.
            LOG.warnf("text was not tokenized cause=%s", e.getMessage());
            throw new PreparationException("tokens", "The tokenizer of the model cannot read this text.");
        } finally {
            inUse.readLock().unlock();
        }
    }

    /**
     * Waits until the tokenizer is no longer in use, up to a limit. If it is still in use then, it stays
     * open until the process ends.
     */
    @Override
    public void close() {
        boolean alone = false;
        try {
            alone = inUse.writeLock().tryLock(LONGEST_USE.toMillis(), TimeUnit.MILLISECONDS);
            if (!alone) {
                LOG.warn("tokenizer was left open, because it was still in use");
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
