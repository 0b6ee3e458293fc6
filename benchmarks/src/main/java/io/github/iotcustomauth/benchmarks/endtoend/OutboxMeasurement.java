package io.github.iotcustomauth.benchmarks.endtoend;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.benchmarks.client.Address;
import io.github.iotcustomauth.benchmarks.client.StarterApplication;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Results;
import io.github.iotcustomauth.benchmarks.measure.Rounds;
import io.github.iotcustomauth.benchmarks.server.DatabaseProcess;
import io.github.iotcustomauth.benchmarks.server.DatabaseProgram;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * QoS 1 publishes a second through the outbox, by 1, 8 and 32 threads with 2,000
 * outstanding: in files of H2, and in servers of PostgreSQL and MariaDB that are started
 * for it.
 */
public final class OutboxMeasurement extends BrokerMeasurement {

	private static final int WINDOW = 2000;

	private static final int[] THREADS = { 1, 8, 32 };

	private final Map<String, String> databases;

	/**
	 * Create a measurement.
	 * @param servers the servers
	 * @param databases the JDBC URLs of other empty databases, by the name of the one
	 * that they replace
	 */
	public OutboxMeasurement(Servers servers, Map<String, String> databases) {
		super("outbox", servers);
		this.databases = databases;
	}

	@Override
	public Duration limit() {
		return Duration.ofMinutes(6);
	}

	@Override
	protected void measure(Address broker, Load load, Results results) throws Exception {
		Map<String, String> urls = new LinkedHashMap<>();
		// each commit reaches the disk, as in the other databases
		urls.put("H2", "jdbc:h2:file:" + servers().directory().resolve("outbox") + ";WRITE_DELAY=0");
		List<DatabaseProcess> processes = new ArrayList<>();
		try {
			for (DatabaseProgram program : DatabaseProgram.values()) {
				String given = this.databases.get(program.title());
				if (given != null) {
					urls.put(program.title(), given);
				}
				else if (DatabaseProcess.isInstalled(program)) {
					start(program, processes, urls, results);
				}
				else {
					results.skip("The outbox is not measured on %s: the package '%s' is not installed."
						.formatted(program.title(), program.debianPackage()));
				}
			}
			measure(broker, load.fewRounds(), results, urls);
		}
		finally {
			processes.forEach(DatabaseProcess::close);
		}
	}

	private static void start(DatabaseProgram program, List<DatabaseProcess> processes, Map<String, String> urls,
			Results results) throws InterruptedException {
		try {
			DatabaseProcess process = DatabaseProcess.start(program);
			processes.add(process);
			urls.put(program.title(), process.create("outbox"));
		}
		catch (IOException | SQLException | IllegalStateException ex) {
			results.skip("The outbox is not measured on %s: %s".formatted(program.title(), ex.getMessage()));
		}
	}

	private static void measure(Address broker, Load load, Results results, Map<String, String> urls) throws Exception {
		Map<String, ConfigurableApplicationContext> applications = new LinkedHashMap<>();
		try {
			applications.put("without outbox", StarterApplication.start(broker, "outbox-none", StarterApplication.class,
					StarterApplication.NO_DATABASE));
			urls.forEach((name, url) -> applications.put(name, StarterApplication.start(broker, "outbox-" + name,
					StarterApplication.class, "--aws.iot.custom-auth.publish.outbox=jdbc",
					"--aws.iot.custom-auth.publish.jdbc.initialize-schema=always", "--spring.datasource.url=" + url)));
			for (int threads : THREADS) {
				Figures figures = results
					.figures("outbox-" + threads,
							"outbox, QoS 1 publishes by " + threads + ((threads == 1) ? " thread" : " threads"),
							"messages/s")
					.of(applications.keySet());
				Rounds.run(load, applications, (name, application, counted) -> {
					IotConnection connection = application.getBean(IotConnection.class);
					int messages = load.stored() * (urls.containsKey(name) ? 1 : 10);
					double perSecond = run(connection, threads, messages / threads);
					if (counted) {
						figures.add(name, perSecond);
					}
				});
			}
		}
		finally {
			applications.values().forEach(ConfigurableApplicationContext::close);
		}
	}

	private static double run(IotConnection connection, int threads, int each) throws InterruptedException {
		Semaphore window = new Semaphore(WINDOW);
		CountDownLatch done = new CountDownLatch(each * threads);
		AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
		long start = System.nanoTime();
		for (int thread = 0; thread < threads; thread++) {
			String topic = "outbox/" + thread;
			new Thread(() -> {
				byte[] payload = new byte[200];
				for (int i = 0; i < each; i++) {
					window.acquireUninterruptibly();
					connection.publish(IotMessage.to(topic).payload(payload).build()).whenComplete((result, ex) -> {
						if (ex != null) {
							failure.set(ex);
						}
						window.release();
						done.countDown();
					});
				}
			}, "publisher-" + thread).start();
		}
		boolean complete = done.await(300, TimeUnit.SECONDS);
		double seconds = (System.nanoTime() - start) / 1e9;
		if (!complete || failure.get() != null) {
			throw new IllegalStateException("Publishes failed or are not acknowledged", failure.get());
		}
		return each * threads / seconds;
	}

}
