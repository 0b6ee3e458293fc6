package io.github.iotcustomauth.internal.transport.crt;

import java.util.concurrent.TimeUnit;

import software.amazon.awssdk.crt.Log;
import software.amazon.awssdk.crt.Log.LogSubject;

import org.springframework.boot.logging.LogLevel;

/**
 * Process whose native log is much longer than its file may become, and which prints how
 * long that was.
 */
public final class NativeLogProgram {

	static final int LINES = 100_000;

	private NativeLogProgram() {
	}

	public static void main(String[] args) throws Exception {
		NativeLogging.install(LogLevel.DEBUG);
		NativeLogging.install(LogLevel.TRACE);
		long max = 0;
		for (int i = 0; i < LINES; i++) {
			Log.log(Log.LogLevel.Debug, LogSubject.MqttClient, "Line " + i + " " + "x".repeat(200));
			max = Math.max(max, NativeLogging.fileSize());
			if (i % 5000 == 0) {
				NativeLogging.passNow();
			}
		}
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (NativeLogging.fileSize() > NativeLogging.MAX_SIZE && System.nanoTime() < deadline) {
			NativeLogging.passNow();
		}
		System.out.println("Largest size: " + max);
		System.out.println("Last size: " + NativeLogging.fileSize());
	}

}
