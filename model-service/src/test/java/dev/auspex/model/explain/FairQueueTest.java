package dev.auspex.model.explain;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.auspex.model.explain.FairQueue.Offer;
import dev.auspex.model.explain.FairQueue.Taken;

import static org.assertj.core.api.Assertions.assertThat;

class FairQueueTest {

    private final FairQueue<String> queue = new FairQueue<>(8, 3);

    @Test
    void takesOwnersInTurn() throws InterruptedException {
        // Given
        for (String task : List.of("a1", "a2", "a3", "b1", "b2", "c1")) {
            queue.offer(task.charAt(0), task);
        }

        // When
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Taken<String> taken = queue.take();
            order.add(taken.task());
            queue.done(taken.owner());
        }

        // Then
        assertThat(order).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
    }

    @Test
    void prefersWhoHasNothingRunning() throws InterruptedException {
        // Given
        queue.offer("a", "a1");
        queue.offer("a", "a2");
        queue.take();
        queue.offer("b", "b1");

        // When
        Taken<String> next = queue.take();

        // Then
        assertThat(next.task()).isEqualTo("b1");
    }

    @Test
    void leavesOneWorkerForWhoeverComes() throws Exception {
        // Given
        for (String task : List.of("a1", "a2", "a3")) {
            queue.offer("a", task);
        }
        queue.take();
        queue.take();
        List<String> third = new ArrayList<>();
        Thread worker = Thread.ofPlatform().start(() -> {
            try {
                third.add(queue.take().task());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        worker.join(200);
        assertThat(worker.isAlive()).isTrue();

        // When
        queue.offer("b", "b1");

        // Then
        worker.join(5000);
        assertThat(third).containsExactly("b1");
        assertThat(queue.running()).isEqualTo(3);
        assertThat(queue.waiting()).isEqualTo(1);
    }

    @Test
    void givesNobodyMoreThanHalfOfThePlaces() {
        for (int i = 0; i < 4; i++) {
            assertThat(queue.offer("a", "a")).isEqualTo(Offer.TAKEN);
        }
        assertThat(queue.offer("a", "a")).isEqualTo(Offer.FULL);
        for (String owner : List.of("b", "c", "d", "e")) {
            assertThat(queue.offer(owner, owner)).isEqualTo(Offer.TAKEN);
        }
        assertThat(queue.offer("f", "f")).isEqualTo(Offer.FULL);
    }

    @Test
    void givesBackWhatWaitsWhenItCloses() throws InterruptedException {
        // Given
        queue.offer("a", "a1");
        queue.offer("b", "b1");

        // When
        List<String> left = queue.close();

        // Then
        assertThat(left).containsExactly("a1", "b1");
        assertThat(queue.offer("a", "a2")).isEqualTo(Offer.CLOSED);
        assertThat(queue.take()).isNull();
    }
}
