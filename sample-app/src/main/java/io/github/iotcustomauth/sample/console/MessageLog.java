package io.github.iotcustomauth.sample.console;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import io.github.iotcustomauth.IotMessage;

import org.springframework.stereotype.Component;

/**
 * The last messages that the application has sent and received. Thread-safe.
 */
@Component
class MessageLog {

	/**
	 * Maximum number of messages that are kept.
	 */
	static final int CAPACITY = 500;

	private final Deque<ConsoleMessage> messages = new ArrayDeque<>();

	private final RateLog rates;

	private final Clock clock;

	private long last;

	MessageLog(RateLog rates, Clock clock) {
		this.rates = rates;
		this.clock = clock;
	}

	void add(Direction direction, String connection, IotMessage message) {
		this.rates.count(direction);
		byte[] payload = message.payload();
		String text = PayloadText.of(payload);
		synchronized (this.messages) {
			this.last++;
			if (this.messages.size() == CAPACITY) {
				this.messages.removeFirst();
			}
			this.messages.addLast(new ConsoleMessage(this.last, this.clock.instant(), direction, connection,
					message.topic(), message.qos().value(), payload.length, text));
		}
	}

	/**
	 * Return the messages after another one.
	 * @param number the number of that message, {@code 0} for all messages
	 * @param filter which messages to return
	 * @param limit how many messages to return; newer ones take precedence
	 * @return the messages, and how many were left out
	 */
	Page after(long number, MessageFilter filter, int limit) {
		synchronized (this.messages) {
			List<ConsoleMessage> found = new ArrayList<>();
			long matching = 0;
			Iterator<ConsoleMessage> newestFirst = this.messages.descendingIterator();
			while (newestFirst.hasNext()) {
				ConsoleMessage message = newestFirst.next();
				if (message.number() <= number) {
					break;
				}
				if (filter.matches(message)) {
					matching++;
					if (found.size() < limit) {
						found.add(message);
					}
				}
			}
			Collections.reverse(found);
			return new Page(found, matching - found.size(), this.last);
		}
	}

	/**
	 * Some messages.
	 *
	 * @param messages the messages, oldest first
	 * @param leftOut how many messages that match are not among them
	 * @param last the number of the newest message of the log
	 */
	record Page(List<ConsoleMessage> messages, long leftOut, long last) {
	}

}
