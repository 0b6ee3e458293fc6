package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.internal.connection.FakeTransport;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.support.RecordedMeters;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the meters of a connection are told by {@link PendingPublishes}.
 */
class PublishMeterTests {

	private final VirtualTime time = new VirtualTime();

	private final RecordedMeters meters = new RecordedMeters();

	private final PendingPublishes pending = create(0);

	private final FakeTransport transport = new FakeTransport();

	private PendingPublishes create(int rate) {
		return new PendingPublishes(TestPublishes.settings().publishRate(rate).maxPending(100, 1000).build(),
				TestPublishes.NO_FILTERS, TestPublishes.engine(this.time), this.meters, Runnable::run, Runnable::run);
	}

	private CompletableFuture<Void> publish(Qos qos) {
		return this.pending.publish(IotMessage.to("a").payload("1").qos(qos).build());
	}

	@Test
	void acknowledgedPublishHasItsTime() {
		this.pending.attach(this.transport);
		publish(Qos.AT_LEAST_ONCE);
		this.time.advance(Duration.ofMillis(20));
		this.transport.acknowledge(0, 0);
		assertThat(this.meters.events()).containsExactly("acknowledged 20", "published");
	}

	@Test
	void writtenPublishHasNoTime() {
		this.pending.attach(this.transport);
		publish(Qos.AT_MOST_ONCE);
		this.transport.acknowledge(0, 0);
		assertThat(this.meters.events()).containsExactly("published");
	}

	@Test
	void refusedPublishHasItsReason() {
		this.pending.attach(this.transport);
		publish(Qos.AT_LEAST_ONCE);
		this.transport.acknowledge(0, 0x87);
		assertThat(this.meters.events()).containsExactly("acknowledged 0", "publish failed NOT_AUTHORIZED");
	}

	@Test
	void publishThatIsNotAcceptedHasItsReason() {
		publish(Qos.AT_MOST_ONCE);
		assertThat(this.meters.events()).containsExactly("publish failed NOT_CONNECTED");
	}

	@Test
	void canceledPublishIsNoFailure() {
		this.pending.attach(this.transport);
		publish(Qos.AT_LEAST_ONCE).cancel(false);
		assertThat(this.meters.events()).containsExactly("publish canceled");
	}

	@Test
	void publishThatIsSentAgainCountsOnce() {
		this.pending.attach(this.transport);
		publish(Qos.AT_LEAST_ONCE);
		this.pending.detach(false);
		this.transport.fail();
		FakeTransport next = new FakeTransport();
		this.pending.attach(next);
		next.acknowledge(0, 0);
		assertThat(this.meters.events()).containsExactly("acknowledged 0", "published");
	}

	@Test
	void pacedTimeIsThatOfTheNextPublish() {
		PublishRate rate = new PublishRate(100, this.meters);
		long held = 0;
		for (int i = 0; i < 5; i++) {
			held = rate.take(0, 1);
		}
		assertThat(this.meters.events()).isEmpty();
		rate.take(held, 1);
		assertThat(this.meters.events()).containsExactly("paced " + Duration.ofNanos(held).toMillis());
	}

	@Test
	void lostConnectionIsNoPace() {
		PublishRate rate = new PublishRate(100, this.meters);
		for (int i = 0; i < 5; i++) {
			rate.take(0, 1);
		}
		rate.disconnected(Duration.ofMillis(5).toNanos());
		rate.take(Duration.ofHours(1).toNanos(), 1);
		assertThat(this.meters.events()).containsExactly("paced 5");
	}

	@Test
	void statusHasNumberAndSize() {
		publish(Qos.AT_LEAST_ONCE);
		publish(Qos.AT_LEAST_ONCE);
		assertThat(this.pending.status()).isEqualTo(new PublishingStatus(2, 4, 0, List.of()));
	}

}
