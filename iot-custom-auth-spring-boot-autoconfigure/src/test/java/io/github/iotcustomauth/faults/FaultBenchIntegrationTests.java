package io.github.iotcustomauth.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.github.iotcustomauth.databases.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.opentest4j.TestAbortedException;

/**
 * Every fault once, or with {@code -Pfaults} as often as it takes to believe it, while
 * one application publishes 200 numbered messages a second and another receives them.
 * Nothing that was promised may be lost. With {@code -Dfaults.soak=18m}, or another
 * duration, a soak of that duration instead of the faults.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultBenchIntegrationTests {

	// they mostly wait
	private static final int AT_A_TIME = Fault.FULL ? 5 : 8;

	private static final FaultTable table = new FaultTable();

	// alone, because it counts what the JVM holds
	@Test
	@Order(1)
	void reconnectsLeaveNothingBehind() throws Exception {
		table.note(new ManyReconnects().run());
	}

	@TestFactory
	@Order(2)
	Stream<DynamicTest> nothingPromisedIsLost() {
		String only = System.getProperty("faults.only", "");
		List<FaultRow> rows = rows().stream().filter((row) -> row.name().contains(only)).toList();
		ExecutorService executor = Executors.newFixedThreadPool(AT_A_TIME);
		List<DynamicTest> tests = new ArrayList<>();
		for (FaultRow row : rows) {
			Future<?> result = executor.submit(() -> {
				row.run(table);
				return null;
			});
			tests.add(DynamicTest.dynamicTest(row.name(), () -> end(result)));
		}
		executor.shutdown();
		return tests.stream();
	}

	private static void end(Future<?> result) throws Exception {
		try {
			result.get();
		}
		catch (ExecutionException ex) {
			// skipped, without a database
			throw (ex.getCause() instanceof TestAbortedException aborted) ? aborted : ex;
		}
	}

	private static List<FaultRow> rows() {
		return Soak.isWanted() ? List.of(Soak.create()) : faults();
	}

	private static List<FaultRow> faults() {
		List<FaultRow> rows = new ArrayList<>();
		// first what takes longest in the full bench
		rows.add(new RotationUnderLoad());
		rows.add(new QuotaBacklog());
		rows.add(new RepeatedStop());
		rows.add(new GroupMembers());
		rows.addAll(NetworkFaults.all());
		rows.addAll(CredentialsFaults.all());
		rows.add(new KilledReceiver());
		rows.add(new KilledPublisher());
		rows.add(new KilledTransactions(TestDatabase.H2));
		rows.add(new KilledTransactions(TestDatabase.POSTGRESQL));
		rows.addAll(ConnectFaults.all());
		rows.addAll(PubackFaults.all());
		rows.addAll(HangUpFaults.all());
		rows.add(new ThrottledFleet());
		rows.add(new FailingListener());
		rows.addAll(ClockFaults.all());
		return rows;
	}

	@AfterAll
	static void printTable() throws IOException {
		table.print(rows().stream().map(FaultRow::name).toList());
	}

}
