package io.github.iotcustomauth.benchmarks.growth;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.benchmarks.client.Address;
import io.github.iotcustomauth.benchmarks.client.ChildJvm;
import io.github.iotcustomauth.benchmarks.client.StarterApplication;
import io.github.iotcustomauth.benchmarks.endtoend.BrokerMeasurement;
import io.github.iotcustomauth.benchmarks.endtoend.Servers;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Results;

import org.springframework.boot.SpringApplication;

/**
 * Time that the context of an application takes to start in a fresh JVM, with the starter
 * switched on and off, in turns. The connection is not waited for.
 */
public final class StartMeasurement extends BrokerMeasurement {

	/**
	 * The starter as it is.
	 */
	public static final String ENABLED = "enabled: true";

	/**
	 * The starter switched off.
	 */
	public static final String DISABLED = "enabled: false";

	private static final int ROUNDS = 15;

	public StartMeasurement(Servers servers) {
		super("start", servers);
	}

	@Override
	public Duration limit() {
		return Duration.ofMinutes(4);
	}

	@Override
	protected void measure(Address broker, Load load, Results results) throws Exception {
		Figures figures = results.figures("start", "context start in a fresh JVM", "ms").of(List.of(DISABLED, ENABLED));
		int rounds = load.complete() ? ROUNDS : 1;
		// the first round fills the caches of the operating system
		for (int round = load.complete() ? -1 : 0; round < rounds; round++) {
			Map<String, Double> millis = new LinkedHashMap<>();
			for (boolean enabled : (round % 2 == 0) ? new boolean[] { true, false } : new boolean[] { false, true }) {
				millis.put(enabled ? ENABLED : DISABLED, start(broker, enabled));
			}
			if (round >= 0) {
				millis.forEach(figures::add);
			}
		}
	}

	private static double start(Address broker, boolean enabled) throws Exception {
		return ChildJvm
			.run(StartMeasurement.class, Duration.ofSeconds(60),
					List.of("-Xmx256m", "--spring.main.banner-mode=off", "--spring.main.web-application-type=none",
							"--logging.level.root=warn", StarterApplication.NO_DATABASE,
							"--spring.ssl.bundle.pem.iot.truststore.certificate=file:" + broker.certificates().caFile(),
							"--aws.iot.custom-auth.enabled=" + enabled, "--aws.iot.custom-auth.local.enabled=false",
							"--aws.iot.custom-auth.transport=tls", "--aws.iot.custom-auth.endpoint=" + Address.HOST,
							"--aws.iot.custom-auth.port=" + broker.port(), "--aws.iot.custom-auth.ssl.bundle=iot",
							"--aws.iot.custom-auth.username=" + Address.USER,
							"--aws.iot.custom-auth.password=" + Address.USER, "--aws.iot.custom-auth.client-id=start"))
			.get("millis");
	}

	/**
	 * Start the context and print how long that took.
	 * @param args the properties of the application
	 */
	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(StarterApplication.class);
		long start = System.nanoTime();
		application.run(args);
		ChildJvm.print("millis", (System.nanoTime() - start) / 1e6);
		System.exit(0);
	}

}
