package io.github.iotcustomauth.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.transport.ConnectionSettings;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * An application that receives numbers with a session that the server keeps, takes its
 * time to handle them, and reports when a handler begins and ends. What it has not
 * handled when it is killed comes again when it is started again.
 */
public final class ReceiverProcess {

	private static final Duration TIME_TO_HANDLE = Duration.ofMillis(1);

	private static final Duration LONG_TIME_TO_HANDLE = Duration.ofMillis(100);

	private static final int LONG = 100;

	private ReceiverProcess() {
	}

	public static void main(String[] args) {
		ConnectionSettings settings = ConnectionSettings.builder("localhost", Bench.RECEIVER)
			.port(Integer.parseInt(args[0]))
			.sessionExpiry(Duration.ofMinutes(10))
			.build();
		SslBundle trust = SslBundle
			.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(Path.of(args[1]).toUri().toString())));
		new Application(settings, trust).receiving(Traffic.TOPIC, ReceiverProcess::handle).connected();
		// the threads of a connection are daemons
		while (true) {
			LockSupport.park();
		}
	}

	static boolean takesLong(int number) {
		return number % LONG == 0;
	}

	private static void handle(IotMessage message) {
		int number = Integer.parseInt(message.text());
		ChildProcess.reportFirst(number);
		LockSupport.parkNanos((takesLong(number) ? LONG_TIME_TO_HANDLE : TIME_TO_HANDLE).toNanos());
		ChildProcess.reportLast(number);
	}

}
