package io.github.iotcustomauth.autoconfigure;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Logs why an application is about to end: all threads of the connection are daemons, so
 * that the JVM ends with the main method of an application that has nothing else. A job
 * that publishes and ends is meant to; an application that does not listen yet is not.
 */
final class KeepAliveHint implements ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(KeepAliveHint.class);

	private final Supplier<Collection<Thread>> threads;

	/**
	 * Create a hint.
	 * @param threads supplies the live threads of the JVM
	 */
	KeepAliveHint(Supplier<Collection<Thread>> threads) {
		this.threads = threads;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (isCalledByMain(event.getSpringApplication().getMainApplicationClass()) && isLastThread()) {
			logger.info("The application ends with its main method, since nothing keeps it running: it has no web "
					+ "server, no started @IotListener and no thread of its own. Set 'spring.main.keep-alive' to true "
					+ "if it is to stay connected");
		}
	}

	// not in a test, whose application has no main method on the stack
	private static boolean isCalledByMain(@Nullable Class<?> mainClass) {
		return mainClass != null && Arrays.stream(Thread.currentThread().getStackTrace())
			.anyMatch((frame) -> frame.getMethodName().equals("main")
					&& frame.getClassName().equals(mainClass.getName()));
	}

	private boolean isLastThread() {
		return this.threads.get()
			.stream()
			.allMatch((thread) -> thread.isDaemon() || thread == Thread.currentThread()
					|| thread.getName().equals("DestroyJavaVM"));
	}

}
