package io.github.iotcustomauth.local.broker;

import java.util.Collection;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.BindingType;
import org.apache.activemq.artemis.core.postoffice.PostOffice;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Bindable;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerAddressPlugin;
import org.jspecify.annotations.Nullable;

/**
 * Gives every topic a binding of its own, to nothing, for as long as the broker knows the
 * topic. Without one, the broker lists the subscriptions a topic matches when a message
 * comes, and does so outside the lock under which subscriptions begin and end. When the
 * last one ended meanwhile, that list was left where the following ones with a wildcard
 * were entered, and never removed: their queues stayed, and their end failed.
 */
final class TopicBindings implements ActiveMQServerAddressPlugin {

	/** No subscription is called that: MQTT has no U+0000. */
	private static final SimpleString PREFIX = SimpleString.of("\u0000topic/");

	private @Nullable ActiveMQServer server;

	@Override
	public void registered(ActiveMQServer server) {
		this.server = server;
	}

	// Whether there is a subscription to the address itself.
	static boolean isSubscribed(ActiveMQServer server, SimpleString address) throws Exception {
		return !server.getPostOffice().getDirectBindings(address).stream().allMatch(TopicBinding.class::isInstance);
	}

	// The broker calls this and the next method under its lock, this one before messages
	// get to the topic.
	@Override
	public void beforeAddAddress(AddressInfo info, boolean reload) throws ActiveMQException {
		if (this.server == null || !isTopic(this.server, info.getName())) {
			return;
		}
		PostOffice postOffice = this.server.getPostOffice();
		TopicBinding binding = new TopicBinding(info.getName(), this.server.getStorageManager().generateID());
		try {
			if (postOffice.getBinding(binding.getUniqueName()) == null) {
				postOffice.getAddressManager().addBinding(binding);
			}
		}
		catch (Exception ex) {
			throw failure("A topic cannot be added", ex);
		}
	}

	@Override
	public void beforeRemoveAddress(SimpleString address) throws ActiveMQException {
		if (this.server == null) {
			return;
		}
		PostOffice postOffice = this.server.getPostOffice();
		try {
			Collection<Binding> bindings = postOffice.getDirectBindings(address);
			// with a subscription, the topic stays
			if (bindings.size() == 1 && bindings.iterator().next() instanceof TopicBinding binding) {
				postOffice.getAddressManager().removeBinding(binding.getUniqueName(), null);
			}
		}
		catch (Exception ex) {
			throw failure("A topic cannot be removed", ex);
		}
	}

	// Any other exception would be swallowed, and the topic be without its binding.
	private static ActiveMQException failure(String message, Exception cause) {
		return new ActiveMQException(message, cause, ActiveMQExceptionType.INTERNAL_ERROR);
	}

	// Others get no messages that have to be routed.
	private static boolean isTopic(ActiveMQServer server, SimpleString address) {
		return !address.startsWith(RetainedTopics.PREFIX)
				&& !server.getConfiguration().getWildcardConfiguration().isWild(address);
	}

	private record TopicBinding(SimpleString address, long id) implements Binding {

		@Override
		public SimpleString getAddress() {
			return this.address;
		}

		@Override
		public SimpleString getUniqueName() {
			return PREFIX.concat(this.address);
		}

		@Override
		public SimpleString getRoutingName() {
			return getUniqueName();
		}

		@Override
		public SimpleString getClusterName() {
			return getUniqueName();
		}

		@Override
		public Long getID() {
			return this.id;
		}

		// The one type of which the broker expects no queue.
		@Override
		public BindingType getType() {
			return BindingType.DIVERT;
		}

		@Override
		public Bindable getBindable() {
			throw new UnsupportedOperationException("A topic is bound to nothing");
		}

		@Override
		public @Nullable Filter getFilter() {
			return null;
		}

		// Otherwise the broker would route each message to a topic anew.
		@Override
		public boolean isLocal() {
			return true;
		}

		@Override
		public boolean isConnected() {
			return true;
		}

		@Override
		public boolean isExclusive() {
			return false;
		}

		@Override
		public boolean isHighAcceptPriority(Message message) {
			return false;
		}

		@Override
		public int getDistance() {
			return 0;
		}

		@Override
		public void route(Message message, RoutingContext context) {
		}

		@Override
		public void routeWithAck(Message message, RoutingContext context) {
		}

		@Override
		public void unproposed(SimpleString groupId) {
		}

		@Override
		public void close() {
		}

		@Override
		public String toManagementString() {
			return "topic " + this.address;
		}

	}

}
