package io.github.iotcustomauth.internal.store.jdbc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import com.zaxxer.hikari.HikariDataSource;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.databases.DatabaseServer;
import io.github.iotcustomauth.databases.Durability;
import io.github.iotcustomauth.databases.TemporaryDatabase;
import io.github.iotcustomauth.databases.TestDatabase;
import io.github.iotcustomauth.support.Figures;

import org.springframework.util.FileSystemUtils;

/**
 * Rates at which threads publish through the outbox, outside of transactions: with
 * durable commits, a pool of the default size and a transport that acknowledges at once,
 * so that rows are removed meanwhile.
 */
public final class OutboxRates {

	private static final byte[] PAYLOAD = new byte[200];

	private static final List<Integer> THREADS = List.of(1, 8, 32);

	private final TestDatabase kind;

	private final Duration duration;

	OutboxRates(TestDatabase kind, Duration duration) {
		this.kind = kind;
		this.duration = duration;
	}

	public static void main(String[] arguments) throws Exception {
		Path directory = Files.createTempDirectory("outbox-rates");
		try {
			for (String name : arguments) {
				new OutboxRates(TestDatabase.valueOf(name), Duration.ofSeconds(5)).measure(directory);
			}
		}
		finally {
			FileSystemUtils.deleteRecursively(directory);
		}
	}

	/**
	 * Measure on a new database, and print the rates.
	 * @param directory where to create it
	 * @return messages a second, for each number of threads
	 */
	List<Long> measure(Path directory) {
		try (DatabaseServer server = this.kind.startServer(directory, Durability.DISK)) {
			TemporaryDatabase database = server.create();
			database.createOutbox();
			try (HikariDataSource pool = database.pool(10); PooledOutbox outbox = PooledOutbox.withDefaults(pool)) {
				outbox.connect();
				rate(outbox, 4);
				List<Long> rates = new ArrayList<>();
				for (int threads : THREADS) {
					rates.add(rate(outbox, threads));
				}
				Figures.print("publishes/s of " + THREADS + " threads, outbox in " + this.kind + ": " + rates);
				return rates;
			}
		}
	}

	private long rate(PooledOutbox outbox, int threads) {
		AtomicLong published = new AtomicLong();
		long start = System.nanoTime();
		List<CompletableFuture<Void>> all = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			IotMessage message = IotMessage.to("plant/" + i).payload(PAYLOAD).build();
			all.add(CompletableFuture.runAsync(() -> {
				while (System.nanoTime() - start < this.duration.toNanos()) {
					if (PooledOutbox.failure(outbox.publish(message)) != null) {
						throw new IllegalStateException("A publish has failed");
					}
					published.incrementAndGet();
				}
			}, (task) -> new Thread(task).start()));
		}
		all.forEach(CompletableFuture::join);
		return published.get() * Duration.ofSeconds(1).toNanos() / (System.nanoTime() - start);
	}

}
