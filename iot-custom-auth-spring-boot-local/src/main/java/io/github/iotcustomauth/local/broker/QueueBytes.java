package io.github.iotcustomauth.local.broker;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
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
 * Bounds the bytes of each queue, of which the broker only counts the messages. Without
 * it one session that nobody reads from would fill the memory of all queues, and then the
 * broker drops every message without a word. Says so in the log when it comes to that
 * with many queues.
 */
final class QueueBytes implements ActiveMQServerMessagePlugin {

	static final long MAX_QUEUE_BYTES = 32L << 20;

	private static final Log logger = LogFactory.getLog(QueueBytes.class);

	private static final long NONE = -1;

	private final AtomicBoolean droppedOldest = new AtomicBoolean();

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
			if (!this.droppedOldest.getAndSet(true)) {
				logger.warn("A session has more than " + (MAX_QUEUE_BYTES >> 20)
						+ " MiB of messages waiting: its oldest are dropped");
			}
		}
	}

	// Return the oldest message if the queue has too many bytes.
	private static long oldest(Queue queue) {
		if (queue.getPersistentSize() <= MAX_QUEUE_BYTES) {
			return NONE;
		}
		try (LinkedListIterator<MessageReference> messages = queue.browserIterator()) {
			return messages.hasNext() ? messages.next().getMessageID() : NONE;
		}
	}

}
