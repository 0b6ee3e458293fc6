package io.github.iotcustomauth.benchmarks.growth;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.benchmarks.client.ChildJvm;
import io.github.iotcustomauth.benchmarks.client.LibraryConnections;
import io.github.iotcustomauth.benchmarks.measure.ProcessUse;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;

/**
 * Program that opens more and more connections with a subscription each, and prints what
 * the process takes after each step: resident memory, threads, and CPU while each
 * connection publishes a message a second.
 */
public final class ManyConnections {

	private final int port;

	private final LibraryConnections library;

	private final List<DefaultIotConnection> connections = new ArrayList<>();

	private ManyConnections(int port, LibraryConnections library) {
		this.port = port;
		this.library = library;
	}

	/**
	 * Open the connections.
	 * @param args the port of the server, the file with its CA certificate, seconds to
	 * wait for idle threads to end, seconds to publish, and the numbers of connections
	 * @throws Exception if it fails
	 */
	public static void main(String[] args) throws Exception {
		int port = Integer.parseInt(args[0]);
		ManyConnections many = new ManyConnections(port, new LibraryConnections(Files.readString(Path.of(args[1]))));
		long settle = Long.parseLong(args[2]);
		int seconds = Integer.parseInt(args[3]);
		for (int i = 4; i < args.length; i++) {
			many.grow(Integer.parseInt(args[i]));
			double cpu = (seconds > 0) ? many.publish(seconds) : 0;
			TimeUnit.SECONDS.sleep(settle);
			ChildJvm.print("resident-" + args[i], ProcessUse.residentKib());
			ChildJvm.print("threads-" + args[i], (double) ProcessUse.threads());
			ChildJvm.print("cpu-" + args[i], cpu);
		}
		System.exit(0);
	}

	private void grow(int size) throws Exception {
		List<CompletableFuture<?>> started = new ArrayList<>();
		while (this.connections.size() < size) {
			int number = this.connections.size();
			DefaultIotConnection connection = this.library.create(this.port,
					"many-" + ProcessHandle.current().pid() + "-" + number, this.library.transports(),
					Duration.ofSeconds(1));
			started.add(connection.subscribe(TopicFilter.of("many/in/" + number), Qos.AT_LEAST_ONCE, (message) -> {
			}).getGranted());
			started.add(connection.start());
			this.connections.add(connection);
		}
		for (CompletableFuture<?> each : started) {
			each.get(60, TimeUnit.SECONDS);
		}
	}

	// CPU of this process, in milliseconds a second
	private double publish(int seconds) throws Exception {
		// a second that does not count
		publishAll();
		long cpu = ProcessUse.cpuNanos();
		long start = System.nanoTime();
		for (int i = 0; i < seconds; i++) {
			publishAll();
		}
		return (ProcessUse.cpuNanos() - cpu) / 1e6 / ((System.nanoTime() - start) / 1e9);
	}

	// evenly within a second
	private void publishAll() throws Exception {
		long start = System.nanoTime();
		List<CompletableFuture<?>> published = new ArrayList<>();
		for (int i = 0; i < this.connections.size(); i++) {
			long wait = start + TimeUnit.SECONDS.toNanos(1) * i / this.connections.size() - System.nanoTime();
			if (wait > 0) {
				TimeUnit.NANOSECONDS.sleep(wait);
			}
			published
				.add(this.connections.get(i).publish(IotMessage.to("many/out/" + i).payload(new byte[200]).build()));
		}
		for (CompletableFuture<?> each : published) {
			each.get(20, TimeUnit.SECONDS);
		}
		long left = start + TimeUnit.SECONDS.toNanos(1) - System.nanoTime();
		if (left > 0) {
			TimeUnit.NANOSECONDS.sleep(left);
		}
	}

}
