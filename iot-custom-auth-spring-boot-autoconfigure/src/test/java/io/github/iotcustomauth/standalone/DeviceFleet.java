package io.github.iotcustomauth.standalone;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.transport.IotConnectionFactory;
import io.github.iotcustomauth.transport.IotConnectionFactory.ClosableIotConnection;
import io.github.iotcustomauth.transport.IotConnectionSpec;
import software.amazon.awssdk.crt.CrtResource;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * A gateway that connects many devices, says what each of them takes, and closes them.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class DeviceFleet {

	private static final Duration INTERVAL = Duration.ofMillis(10);

	private static final Duration SETTLE = Duration.ofSeconds(12);

	private static final Path TASKS = Path.of("/proc/self/task");

	public static void main(String[] args) {
		SpringApplication.run(DeviceFleet.class, args).close();
	}

	@Bean
	CommandLineRunner fleet(IotConnectionFactory factory) {
		return (args) -> {
			connect(factory, 0, 10).forEach(ClosableIotConnection::close);
			settle();
			int resources = resources();
			long heap = heap();
			long threads = threads();
			int devices = Integer.getInteger("devices");
			long start = System.nanoTime();
			List<ClosableIotConnection> connections = connect(factory, 10, devices);
			long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
			settle();
			System.out.println("devices " + devices + ": connected after " + millis + " ms, heap of each "
					+ (heap() - heap) / devices + " B, further threads " + (threads() - threads));
			connections.forEach(ClosableIotConnection::close);
			while (resources() > resources) {
				Thread.sleep(100);
			}
			System.out.println("closed, heap " + ((heap() - heap) >> 10) + " KiB more, native resources left "
					+ (resources() - resources));
		};
	}

	// threads that asked for credentials end when they have been idle for 10 s
	private static void settle() throws InterruptedException {
		Thread.sleep(SETTLE.toMillis());
	}

	private static List<ClosableIotConnection> connect(IotConnectionFactory factory, int first, int count)
			throws InterruptedException {
		List<ClosableIotConnection> connections = new ArrayList<>();
		for (int i = first; i < first + count; i++) {
			CustomAuthCredentials credentials = CustomAuthCredentials.builder()
				.username("device")
				.password("p")
				.build();
			connections.add(
					factory.create(IotConnectionSpec.of("device-" + i, CustomAuthCredentialsProvider.of(credentials))));
			Thread.sleep(INTERVAL.toMillis());
		}
		for (IotConnection connection : connections) {
			while (!connection.getStatus().isConnected()) {
				Thread.sleep(10);
			}
		}
		return connections;
	}

	private static long heap() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static int resources() {
		List<String> resources = new ArrayList<>();
		CrtResource.collectNativeResources(resources::add);
		return resources.size();
	}

	private static long threads() throws IOException {
		try (Stream<Path> tasks = Files.list(TASKS)) {
			return tasks.count();
		}
	}

}
