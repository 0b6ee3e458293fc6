package io.github.iotcustomauth.internal.store.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.databases.DatabaseServer;
import io.github.iotcustomauth.databases.Durability;
import io.github.iotcustomauth.databases.EachDatabase;
import io.github.iotcustomauth.databases.TemporaryDatabase;
import io.github.iotcustomauth.databases.TestDatabase;
import io.github.iotcustomauth.support.Figures;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The outbox while its database is stopped, and afterwards.
 */
@EachDatabase
class StoppedDatabaseIntegrationTests {

	private static final Duration AWAY = Duration.ofSeconds(Figures.promised(60, 1));

	// of a machine that builds something else
	private static final Duration MARGIN = Duration.ofSeconds(2);

	private static final int PUBLISHERS = 4;

	private static final Set<FailureReason> REASONS = EnumSet.of(FailureReason.OUTBOX_FAILED,
			FailureReason.OUTBOX_UNAVAILABLE, FailureReason.OUTBOX_TIMED_OUT, FailureReason.OUTBOX_UNCERTAIN);

	private final TestDatabase kind;

	// whether these were stored is not known
	private final Set<String> uncertain = new HashSet<>();

	private DatabaseServer server;

	private HikariDataSource pool;

	private PooledOutbox outbox;

	StoppedDatabaseIntegrationTests(TestDatabase kind) {
		this.kind = kind;
	}

	@BeforeEach
	void start(@TempDir Path directory) {
		this.server = this.kind.startServer(directory, Durability.PROCESS);
		TemporaryDatabase database = this.server.create();
		database.createOutbox();
		this.pool = database.pool(3);
		this.pool.setConnectionTimeout(Figures.promised(30_000, 1000));
		this.outbox = new PooledOutbox(this.pool);
	}

	@AfterEach
	void stop() {
		if (this.outbox != null) {
			this.outbox.close();
			this.pool.close();
		}
		if (this.server != null) {
			this.server.close();
		}
	}

	@Test
	void whatWasAcceptedIsSentWhenTheDatabaseIsBack() throws Exception {
		List<String> accepted = new ArrayList<>(IntStream.range(0, 20).mapToObj(String::valueOf).toList());
		assertThat(accepted).allSatisfy((text) -> assertThat(this.outbox.publish(text)).isNotDone());
		this.server.stop();
		assertThat(publishAtOnce("first")).isSubsetOf(REASONS);
		this.outbox.connect();
		assertThat(this.outbox.sent()).startsWith("0", "1", "2");
		Awaitility.await()
			.atMost(AWAY.plus(PooledOutbox.LIMIT))
			.during(AWAY)
			.until(() -> publishAtOnce("away"), REASONS::containsAll);
		Awaitility.await()
			.atMost(PooledOutbox.LIMIT.plusSeconds(10))
			.until(() -> this.outbox.status().failure() != null);
		long start = System.nanoTime();
		assertThat(PooledOutbox.failure(this.outbox.publish("refused"))).isEqualTo(FailureReason.OUTBOX_UNAVAILABLE);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PooledOutbox.TIMEOUT);
		this.server.start();
		this.outbox.awaitHealing("last");
		accepted.add("last");
		this.outbox.awaitNoRows();
		assertThat(this.outbox.sent()).filteredOn((text) -> !this.uncertain.contains(text))
			.containsExactlyElementsOf(accepted);
	}

	// several threads, none of which waits for another
	private Set<FailureReason> publishAtOnce(String prefix) throws Exception {
		Set<FailureReason> reasons = EnumSet.noneOf(FailureReason.class);
		ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS);
		try {
			List<Future<Attempt>> attempts = new ArrayList<>();
			for (int i = 0; i < PUBLISHERS; i++) {
				String text = prefix + "-" + i;
				attempts.add(threads.submit(() -> attempt(text)));
			}
			for (Future<Attempt> future : attempts) {
				Attempt attempt = future.get();
				assertThat(attempt.duration()).isLessThan(PooledOutbox.TIMEOUT.plus(MARGIN));
				if (attempt.reason() == FailureReason.OUTBOX_UNCERTAIN) {
					this.uncertain.add(attempt.text());
				}
				reasons.add(attempt.reason());
			}
		}
		finally {
			threads.shutdown();
		}
		return reasons;
	}

	private Attempt attempt(String text) {
		long start = System.nanoTime();
		CompletableFuture<Void> result = this.outbox.publish(text);
		return new Attempt(text, PooledOutbox.failure(result), Duration.ofNanos(System.nanoTime() - start));
	}

	private record Attempt(String text, FailureReason reason, Duration duration) {
	}

}
