package io.github.iotcustomauth.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.databases.DatabaseServer;
import io.github.iotcustomauth.databases.Durability;
import io.github.iotcustomauth.databases.TemporaryDatabase;
import io.github.iotcustomauth.databases.TestDatabase;
import io.github.iotcustomauth.support.LocalEndpoint;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/**
 * An application whose threads publish in transactions and outside is killed at random
 * moments and started again, at times without network, at times with little memory for
 * what waits. Exactly what was committed is sent, in the order that is promised.
 */
final class KilledTransactions implements FaultRow {

	private static final int TIMES = Fault.FULL ? 100 : 5;

	private static final Duration LONGEST_LIFE = Duration.ofMillis(1500);

	private static final int SMALL_WINDOW = 50;

	private static final int WINDOW = 1000;

	private static final Duration END_LIMIT = Duration.ofMinutes(2);

	private final TestDatabase kind;

	private final long seed = Long.getLong("faults.seed", System.nanoTime());

	private final Random random = new Random(this.seed);

	private final TransactionLedger ledger = new TransactionLedger();

	KilledTransactions(TestDatabase kind) {
		this.kind = kind;
	}

	@Override
	public String name() {
		return "publisher in transactions killed, with " + this.kind;
	}

	@Override
	public void run(FaultTable table) throws Exception {
		Path directory = Files.createTempDirectory("fault-bench");
		try (DatabaseServer server = this.kind.startServer(directory, durability());
				TemporaryDatabase database = server.create();
				LocalEndpoint endpoint = new LocalEndpoint();
				TcpProxy network = new TcpProxy(endpoint.port());
				Application receiver = new Application(
						endpoint.settings(Bench.RECEIVER).sessionExpiry(Duration.ofMinutes(10)).build(),
						endpoint.trust())) {
			receiver
				.receiving(TransactionsProcess.TOPICS + "+",
						(message) -> this.ledger.received(message.topic(), NumberedMessage.parse(message.text())))
				.connected();
			for (int process = 1; process <= TIMES; process++) {
				killOnce(process, database, endpoint, network);
			}
			sendTheRest(database, endpoint, network);
			check(table, booked(database), endpoint);
		}
		finally {
			FileSystemUtils.deleteRecursively(directory);
		}
	}

	// H2 dies with the publisher; a server must not commit seconds after its client has
	// died
	private Durability durability() {
		return (this.kind == TestDatabase.H2) ? Durability.DISK : Durability.PROCESS;
	}

	private void killOnce(int process, TemporaryDatabase database, LocalEndpoint endpoint, TcpProxy network)
			throws InterruptedException {
		// the next one finds more than it has room for
		boolean offline = process % 3 == 0;
		try (ChildProcess publisher = start(database, endpoint, network, (process % 3 == 2) ? WINDOW : SMALL_WINDOW,
				String.valueOf(process), String.valueOf(this.random.nextLong()))) {
			Bench.await(() -> this.ledger.hasBegun(process));
			liveOn();
			if (offline) {
				network.refuse();
				network.cut();
				liveOn();
			}
			publisher.kill();
		}
		if (offline) {
			network.accept();
		}
	}

	private void liveOn() {
		LockSupport.parkNanos(this.random.nextLong(LONGEST_LIFE.toNanos()));
	}

	private void sendTheRest(TemporaryDatabase database, LocalEndpoint endpoint, TcpProxy network)
			throws InterruptedException {
		try (ChildProcess publisher = start(database, endpoint, network, SMALL_WINDOW, TransactionsProcess.LEFT)) {
			awaitEnd(this.ledger::isEmpty);
			publisher.terminate();
		}
	}

	private ChildProcess start(TemporaryDatabase database, LocalEndpoint endpoint, TcpProxy network, int window,
			String... args) {
		String[] all = { "--spring.ssl.bundle.pem.iot.truststore.certificate=" + endpoint.caPem(),
				"--spring.datasource.url=" + database.getUrl(), "--spring.datasource.hikari.maximum-pool-size=20",
				"--aws.iot.custom-auth.ssl.bundle=iot", "--aws.iot.custom-auth.endpoint=localhost",
				"--aws.iot.custom-auth.port=" + network.port(), "--aws.iot.custom-auth.client-id=" + Bench.PUBLISHER,
				"--aws.iot.custom-auth.publish.outbox=jdbc", "--aws.iot.custom-auth.publish.rate=unlimited",
				"--aws.iot.custom-auth.publish.max-pending=" + window,
				"--aws.iot.custom-auth.publish.jdbc.initialize-schema=always" };
		String[] arguments = new String[args.length + all.length];
		System.arraycopy(args, 0, arguments, 0, args.length);
		System.arraycopy(all, 0, arguments, args.length, all.length);
		return ChildProcess.start(TransactionsProcess.class, this.ledger::reported, arguments);
	}

	private static void awaitEnd(BooleanSupplier end) {
		try {
			Awaitility.await().atMost(END_LIMIT).until(end::getAsBoolean);
		}
		catch (ConditionTimeoutException ex) {
			// the row will tell
		}
	}

	private static Set<Integer> booked(TemporaryDatabase database) {
		return new HashSet<>(JdbcClient.create(database)
			.sql("select number from " + RandomTransactions.TABLE)
			.query(Integer.class)
			.list());
	}

	private void check(FaultTable table, Set<Integer> booked, LocalEndpoint endpoint) {
		awaitEnd(() -> this.ledger.lost(booked).isEmpty());
		List<NumberedMessage> sent = this.ledger.sentAlthoughRolledBack(booked);
		List<NumberedMessage> unwanted = sent.stream().filter((message) -> !isTooEarly(message)).toList();
		int disordered = this.ledger.disordered().size();
		String remarks = ("%d transactions were committed, %d rolled back, %d were interrupted, as were %d publishes outside; "
				+ "a start found up to %d messages; "
				+ "%d messages were sent although rolled back, %d although H2 lost their commits, %d in the wrong order; seed %d")
			.formatted(this.ledger.committed(), this.ledger.rolledBack(), this.ledger.interrupted(true),
					this.ledger.interrupted(false), this.ledger.mostFound(), unwanted.size(),
					sent.size() - unwanted.size(), disordered, this.seed);
		Row row = table.add(this.ledger.row(name(), TIMES, booked, connects(endpoint), remarks));
		SoftAssertions.assertSoftly((softly) -> {
			softly.assertThat(this.ledger.isEmpty())
				.as("the outbox is empty at the end: %s", this.ledger.left())
				.isTrue();
			softly.assertThat(this.ledger.lost(booked)).as("lost, of %d", row.acknowledged()).isEmpty();
			softly.assertThat(unwanted).as("sent although rolled back").isEmpty();
			softly.assertThat(this.ledger.disordered()).as("in the wrong order").isEmpty();
			softly.assertThat(this.ledger.failedAlthoughPromised(booked)).as("failed although committed").isEmpty();
			softly.assertThat(row.failures().keySet()).isSubsetOf(FailureReason.TRANSACTION_ROLLED_BACK.name());
			softly.assertThat(this.ledger.interrupted(true)).as("interrupted transactions").isPositive();
		});
	}

	// H2 shows a transaction to others shortly before it writes it to its file
	private boolean isTooEarly(NumberedMessage message) {
		return this.kind == TestDatabase.H2 && this.ledger.wasInterrupted(message);
	}

	private static int connects(LocalEndpoint endpoint) {
		return endpoint.core().getConnectAttempts(Bench.PUBLISHER).size()
				+ endpoint.core().getConnectAttempts(Bench.RECEIVER).size();
	}

}
