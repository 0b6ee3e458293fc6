package io.github.iotcustomauth.internal.store.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.databases.TemporaryDatabase;
import io.github.iotcustomauth.internal.connection.FakeTransport;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.internal.outbox.Outbox;
import io.github.iotcustomauth.internal.publishing.PendingPublishes;
import io.github.iotcustomauth.internal.publishing.TestPublishes;
import io.github.iotcustomauth.internal.store.PublishStore;
import org.awaitility.Awaitility;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Outbox beside a table of the application, connected to a transport that never answers
 * by itself.
 */
final class TransactionalOutbox implements AutoCloseable {

	static final int MAX_PENDING = 20;

	static final int MAX_ROWS = 100;

	final FakeTransport transport = new FakeTransport();

	final PendingPublishes pending = TestPublishes.create(new VirtualTime(),
			(settings) -> settings.maxPending(MAX_PENDING, 100_000));

	final JdbcClient jdbc;

	private final TemporaryDatabase database;

	private final Outbox stored;

	/**
	 * Create an open outbox with its tables.
	 * @param database the database
	 * @param dataSource the data source of the outbox, on the same database
	 */
	TransactionalOutbox(TemporaryDatabase database, DataSource dataSource) {
		this.database = database;
		this.jdbc = JdbcClient.create(database);
		database.createOutbox();
		this.jdbc.sql("create table if not exists orders (name varchar(50))").update();
		this.stored = new Outbox(newStore(dataSource), "device-7", this.pending);
	}

	private static JdbcPublishStore newStore(DataSource dataSource) {
		PublishStore.Limits limits = new PublishStore.Limits(MAX_ROWS, Duration.ofSeconds(5));
		return new JdbcPublishStore(dataSource,
				new JdbcStoreSettings(JdbcStoreSettings.DEFAULT_TABLE, limits, List.of()), () -> {
				});
	}

	// everything that the table has is read
	TransactionalOutbox opened() {
		this.stored.open();
		// hundreds of tests do so
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.until(() -> !this.stored.isReading());
		this.pending.attach(this.transport);
		return this;
	}

	CompletableFuture<Void> publish(String text) {
		return this.stored.publish(IotMessage.of("a", text));
	}

	CompletableFuture<Void> publish(String text, Qos qos) {
		return this.stored.publish(IotMessage.to("a").payload(text).qos(qos).build());
	}

	List<String> sent() {
		return this.transport.published();
	}

	int rows() {
		return this.jdbc.sql("select count(*) from " + JdbcStoreSettings.DEFAULT_TABLE).query(Integer.class).single();
	}

	void start() {
		this.pending.open();
		this.stored.open();
	}

	void stop() {
		this.pending.close(TestPublishes.CLOSED);
		this.pending.fail(true, Outbox.KEPT);
		this.stored.close(Duration.ofSeconds(5));
	}

	@Override
	public void close() {
		this.stored.close(Duration.ofSeconds(5));
		this.database.close();
	}

}
