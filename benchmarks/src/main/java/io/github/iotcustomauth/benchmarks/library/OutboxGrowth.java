package io.github.iotcustomauth.benchmarks.library;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.benchmarks.endtoend.Servers;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Measurement;
import io.github.iotcustomauth.benchmarks.measure.ProcessUse;
import io.github.iotcustomauth.benchmarks.measure.Results;
import io.github.iotcustomauth.benchmarks.server.DatabaseProcess;
import io.github.iotcustomauth.benchmarks.server.DatabaseProgram;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * Start, CPU, heap and a further publish over the number of rows that an outbox has, on
 * PostgreSQL, or on H2 where that is not installed. No message is acknowledged, so no row
 * goes.
 */
public final class OutboxGrowth implements Measurement {

	private static final int WINDOW = 10_000;

	private static final int FURTHER = 200;

	private static final String CLIENT_ID = "library";

	private final Servers servers;

	public OutboxGrowth(Servers servers) {
		this.servers = servers;
	}

	@Override
	public String name() {
		return "growth-outbox";
	}

	@Override
	public Duration limit() {
		return Duration.ofMinutes(4);
	}

	@Override
	public void measure(Load load, Results results) throws Exception {
		if (!DatabaseProcess.isInstalled(DatabaseProgram.POSTGRESQL)) {
			results.skip("Rows of the outbox are those of H2: the package 'postgresql' is not installed.");
			String file = this.servers.directory().resolve("rows").toString();
			measure(load, results, "H2", "jdbc:h2:file:" + file + ";WRITE_DELAY=0", "h2",
					"X'%s'".formatted("00".repeat(200)), "system_range(1, %d)");
			return;
		}
		try (DatabaseProcess process = DatabaseProcess.start(DatabaseProgram.POSTGRESQL)) {
			measure(load, results, "PostgreSQL", process.create("rows"), "postgresql",
					"'\\x%s'::bytea".formatted("00".repeat(200)), "generate_series(1, %d)");
		}
	}

	private static void measure(Load load, Results results, String kind, String url, String platform, String payload,
			String series) throws Exception {
		Figures first = results.figures("growth-outbox-first",
				"context start to the first stored message, over rows, " + kind, "ms");
		Figures cpu = results.figures("growth-outbox-cpu", "CPU of the application for a start, over rows, " + kind,
				"ms");
		Figures publish = results.figures("growth-outbox-publish", "a publish by one thread, over rows, " + kind, "ms");
		Figures heap = results.figures("growth-outbox-heap", "heap of an application, over rows, " + kind, "MiB");
		new ResourceDatabasePopulator(
				new ClassPathResource("io/github/iotcustomauth/outbox/schema-" + platform + ".sql"))
			.execute(new DriverManagerDataSource(url));
		int[] sizes = load.complete() ? new int[] { 0, 10_000, 100_000, 250_000, 500_000, 1_000_000 }
				: new int[] { 0, 100 };
		int rows = 0;
		if (load.complete()) {
			// classes and JIT
			start(url, 0, new Results());
		}
		for (int size : sizes) {
			insert(url, payload, series.formatted(size - rows));
			rows = size;
			for (int round = 0; round < (load.complete() ? 3 : 1); round++) {
				Results one = new Results();
				start(url, Math.min(size, WINDOW), one);
				first.add("" + size, one.figures("first", "", "").samples("").get(0));
				cpu.add("" + size, one.figures("cpu", "", "").samples("").get(0));
				heap.add("" + size, one.figures("heap", "", "").samples("").get(0));
				publish.add("" + size, one.figures("publish", "", "").samples("").get(0));
			}
		}
	}

	private static void insert(String url, String payload, String series) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			statement.execute("insert into iot_custom_auth_outbox (client_id, topic, payload, retain, properties, "
					+ "created_at, version) select '" + CLIENT_ID + "', 'growth/1', " + payload
					+ ", false, '', 0, 2 from " + series);
		}
	}

	private static void start(String url, int window, Results results) throws Exception {
		double heap = ProcessUse.heapKib();
		long cpu = ProcessUse.cpuNanos();
		long start = System.nanoTime();
		try (ConfigurableApplicationContext application = IdleApplication.start(
				"--aws.iot.custom-auth.publish.outbox=jdbc", "--aws.iot.custom-auth.publish.jdbc.max-rows=2000000",
				"--spring.datasource.url=" + url)) {
			IdleTransport transport = application.getBean(IdleApplication.class).transport();
			await(() -> transport.published() >= Math.min(window, 1));
			results.figures("first", "", "").add("", (System.nanoTime() - start) / 1e6);
			await(() -> transport.published() >= window);
			results.figures("cpu", "", "").add("", (ProcessUse.cpuNanos() - cpu) / 1e6);
			results.figures("heap", "", "").add("", (ProcessUse.heapKib() - heap) / 1024);
			IotConnection connection = application.getBean(IotConnection.class);
			// returns when it is stored
			long further = System.nanoTime();
			for (int i = 0; i < FURTHER; i++) {
				connection.publish(IotMessage.to("growth/1").payload(new byte[200]).build());
			}
			results.figures("publish", "", "").add("", (System.nanoTime() - further) / 1e6 / FURTHER);
		}
		delete(url);
	}

	// what the last start has added
	private static void delete(String url) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			statement.execute("delete from iot_custom_auth_outbox where created_at > 0");
		}
	}

	private static void await(BooleanSupplier condition) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end) {
				throw new IllegalStateException("The outbox has not sent what it has");
			}
			TimeUnit.MILLISECONDS.sleep(1);
		}
	}

}
