package io.github.iotcustomauth.internal.store.jdbc;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.connection.FakeTransport;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.outbox.Outbox;
import io.github.iotcustomauth.internal.outbox.OutboxStatus;
import io.github.iotcustomauth.internal.publishing.PendingPublishes;
import io.github.iotcustomauth.internal.publishing.TestPublishes;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.awaitility.Awaitility;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Outbox in real time, with a transport that acknowledges at once what it gets.
 */
final class PooledOutbox implements AutoCloseable {

	// healing includes the intervals of the outbox and of the pool
	static final Duration LIMIT = Duration.ofSeconds(30);

	static final Duration TIMEOUT = Duration.ofSeconds(1);

	final FakeTransport transport = new FakeTransport().publishWith((message) -> CompletableFuture.completedFuture(0));

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

	private final PendingPublishes pending;

	private final DataSource dataSource;

	private final Outbox outbox;

	/**
	 * Create an open outbox.
	 * @param dataSource the database
	 * @param limits the bounds of the store
	 * @param settings sets the bounds of what is in memory
	 */
	PooledOutbox(DataSource dataSource, PublishStore.Limits limits,
			UnaryOperator<ConnectionSettings.Builder> settings) {
		this.dataSource = dataSource;
		Engine engine = new Engine(this.scheduler, Clock.systemUTC(), System::nanoTime, new SplittableRandom());
		this.pending = TestPublishes.create(engine, settings);
		JdbcStoreSettings store = new JdbcStoreSettings(JdbcStoreSettings.DEFAULT_TABLE, limits, List.of());
		this.outbox = new Outbox(new JdbcPublishStore(dataSource, store, () -> {
		}), "device-7", this.pending);
		this.outbox.open();
	}

	/**
	 * Create an open outbox with a small window and a short limit.
	 * @param dataSource the database
	 */
	PooledOutbox(DataSource dataSource) {
		this(dataSource, new PublishStore.Limits(100_000, TIMEOUT), (settings) -> settings.maxPending(3, 1_000_000));
	}

	static PooledOutbox withDefaults(DataSource dataSource) {
		return new PooledOutbox(dataSource, new PublishStore.Limits(2_000_000, Duration.ofSeconds(5)),
				UnaryOperator.identity());
	}

	void neverAcknowledge() {
		this.transport.publishWith((message) -> new CompletableFuture<>());
	}

	void connect() {
		this.pending.attach(this.transport);
	}

	CompletableFuture<Void> publish(String text) {
		return publish(IotMessage.of("a", text));
	}

	CompletableFuture<Void> publish(IotMessage message) {
		return this.outbox.publish(message);
	}

	// the failure of a publish, or null if it was accepted
	static FailureReason failure(CompletableFuture<Void> result) {
		if (!result.isCompletedExceptionally()) {
			return null;
		}
		return ((IotConnectionException) result.handle((nothing, ex) -> ex).join()).getFailure().reason();
	}

	boolean isReading() {
		return this.outbox.isReading();
	}

	OutboxStatus status() {
		return this.outbox.status();
	}

	List<String> sent() {
		return this.transport.published();
	}

	int rows() {
		return JdbcClient.create(this.dataSource)
			.sql("select count(*) from " + JdbcStoreSettings.DEFAULT_TABLE)
			.query(Integer.class)
			.single();
	}

	// without a restart. H2 may leave its file locked when the disk was full, until a
	// collection closes it
	void awaitHealing(String text) {
		Awaitility.await().atMost(LIMIT).until(() -> {
			System.gc();
			return failure(publish(text)) == null;
		});
		assertThat(status().failure()).isNull();
	}

	void awaitNoRows() {
		Awaitility.await().atMost(LIMIT).until(() -> rows() == 0);
	}

	@Override
	public void close() {
		this.pending.close(TestPublishes.CLOSED);
		this.pending.fail(true, Outbox.KEPT);
		this.outbox.close(Duration.ofSeconds(5));
		this.scheduler.shutdownNow();
	}

}
