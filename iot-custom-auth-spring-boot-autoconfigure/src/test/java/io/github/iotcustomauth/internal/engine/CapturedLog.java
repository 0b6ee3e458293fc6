package io.github.iotcustomauth.internal.engine;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/**
 * What some classes log, kept instead of printed.
 */
public final class CapturedLog implements AutoCloseable {

	private final List<Logger> loggers = new ArrayList<>();

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	public CapturedLog(Class<?>... sources) {
		this.appender.start();
		for (Class<?> source : sources) {
			Logger logger = (Logger) LoggerFactory.getLogger(source);
			logger.setAdditive(false);
			logger.addAppender(this.appender);
			this.loggers.add(logger);
		}
	}

	public List<String> lines(Level level) {
		return List.copyOf(this.appender.list)
			.stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	void clear() {
		this.appender.list.clear();
	}

	@Override
	public void close() {
		this.loggers.forEach((logger) -> {
			logger.detachAppender(this.appender);
			logger.setAdditive(true);
		});
	}

}
