package io.github.iotcustomauth.local.broker;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.QueueBinding;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.RouteContextList;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Bounds each queue, which loses its oldest messages when it is full, and says so in the
 * log. Without it one session that nobody reads from would fill the memory of all queues,
 * and then the broker drops every message without a word.
 */
final class QueueLimits implements ActiveMQServerMessagePlugin {

	static final int MAX_MESSAGES = 10_000;

	/**
	 * Several queues can be full before all of them together are, at half of the heap.
	 */
	static final long MAX_BYTES = Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 8);

	private static final int MAX_REMEMBERED = 1000;

	private static final Log logger = LogFactory.getLog(QueueLimits.class);

	private static final long NONE = -1;

	/** The queues of which the log has said that they lose messages. */
	private final Set<SimpleString> losing = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean full = new AtomicBoolean();

	private @Nullable ActiveMQServer server;

	@Override
	public void registered(ActiveMQServer server) {
		this.server = server;
	}

	@Override
	public void beforeMessageRoute(Message message, RoutingContext context, boolean direct, boolean rejectDuplicates) {
		boolean nowFull = this.server != null && this.server.getPagingManager().isGlobalFull();
		if (this.full.getAndSet(nowFull) != nowFull) {
			logger.warn(nowFull
					? "The queues of the local endpoint are full: every message is lost until sessions are resumed or end"
					: "The queues of the local endpoint are not full any longer");
		}
	}

	@Override
	public void afterMessageRoute(Message message, RoutingContext context, boolean direct, boolean rejectDuplicates,
			RoutingStatus result) {
		for (SimpleString address : context.getContexListing().keySet()) {
			RouteContextList queues = context.getContextListing(address);
			queues.getDurableQueues().forEach(this::bound);
			queues.getNonDurableQueues().forEach(this::bound);
		}
	}

	// Look at all queues: messages that came in a rush were not counted yet.
	void bound() {
		if (this.server != null) {
			this.server.getPostOffice()
				.getAllBindings()
				.filter(QueueBinding.class::isInstance)
				.forEach((binding) -> bound(((QueueBinding) binding).getQueue()));
		}
	}

	private void bound(Queue queue) {
		for (long oldest = oldest(queue); oldest != NONE; oldest = oldest(queue)) {
			try {
				if (!queue.deleteReference(oldest)) {
					// it was delivered meanwhile: the next message looks again
					return;
				}
			}
			catch (Exception ex) {
				logger.warn("The queue '" + queue.getName() + "' cannot be bounded", ex);
				return;
			}
			onLoss(queue.getName());
		}
		if (!this.losing.isEmpty() && queue.getMessageCount() < MAX_MESSAGES / 2
				&& queue.getPersistentSize() < MAX_BYTES / 2) {
			this.losing.remove(queue.getName());
		}
	}

	private void onLoss(SimpleString queue) {
		if (this.losing.size() >= MAX_REMEMBERED) {
			this.losing.clear();
		}
		if (this.losing.add(queue)) {
			// the name has the client id and the topic filter, which clients choose
			logger.warn("More than " + MAX_MESSAGES + " messages or " + (MAX_BYTES >> 20)
					+ " MiB wait for the subscription '" + queue.toString().replaceAll("\\p{Cntrl}", "?")
					+ "': its oldest are dropped");
		}
	}

	// Return the oldest message if the queue has too many.
	private static long oldest(Queue queue) {
		if (queue.getMessageCount() <= MAX_MESSAGES && queue.getPersistentSize() <= MAX_BYTES) {
			return NONE;
		}
		try (LinkedListIterator<MessageReference> messages = queue.browserIterator()) {
			return messages.hasNext() ? messages.next().getMessageID() : NONE;
		}
	}

}
