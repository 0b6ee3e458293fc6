package io.github.iotcustomauth.local.broker;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.activemq.artemis.api.core.ActiveMQDeleteAddressException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.Bindings;
import org.apache.activemq.artemis.core.postoffice.PostOffice;
import org.apache.activemq.artemis.core.postoffice.impl.WildcardAddressManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link TopicBindings}.
 */
class TopicBindingsTests {

	private static final SimpleString TOPIC = SimpleString.of("a/b");

	private static final SimpleString SUBSCRIPTION = SimpleString.of("subscription");

	private final EmbeddedBroker broker = EmbeddedBroker.start(100);

	private final ActiveMQServer server = this.broker.server();

	private final PostOffice postOffice = this.server.getPostOffice();

	@AfterEach
	void stop() {
		this.broker.close();
	}

	@Test
	void listOfSubscriptionsIsThereBeforeTheFirstMessage() throws Exception {
		addTopic();
		Bindings subscriptions = this.postOffice.lookupBindingsForAddress(TOPIC);
		assertThat(subscriptions.hasLocalBinding()).isFalse();
		subscribe("a/+");
		assertThat(subscriptions.hasLocalBinding()).isTrue();
		this.server.destroyQueue(SUBSCRIPTION);
		assertThat(subscriptions.hasLocalBinding()).isFalse();
		assertThat(this.postOffice.lookupBindingsForAddress(TOPIC)).isSameAs(subscriptions);
	}

	@Test
	void ofATopicThatIsRemovedNothingStays() throws Exception {
		Set<String> before = names();
		addTopic();
		// as when two clients send the first message at once
		addTopic();
		assertThat(names()).hasSize(before.size() + 1);
		this.server.removeAddressInfo(TOPIC, null);
		assertThat(names()).isEqualTo(before);
		assertThat(this.postOffice.lookupBindingsForAddress(TOPIC)).isNull();
	}

	@Test
	void topicWithASubscriptionCannotBeRemovedAndIsStillRouted() throws Exception {
		addTopic();
		subscribe("a/b");
		Set<String> before = names();
		assertThatExceptionOfType(ActiveMQDeleteAddressException.class)
			.isThrownBy(() -> this.server.removeAddressInfo(TOPIC, null));
		assertThat(names()).isEqualTo(before);
		assertThat(this.postOffice.lookupBindingsForAddress(TOPIC).hasLocalBinding()).isTrue();
		this.server.destroyQueue(SUBSCRIPTION);
		assertThat(this.postOffice.lookupBindingsForAddress(TOPIC).hasLocalBinding()).isFalse();
	}

	@Test
	void listOfANewTopicHasTheSubscriptionsThatAreThereAlready() throws Exception {
		subscribe("a/+");
		addTopic();
		assertThat(this.postOffice.lookupBindingsForAddress(TOPIC).getBindings()).extracting(Binding::getUniqueName)
			.contains(SUBSCRIPTION);
	}

	@Test
	void failureGoesToWhoeverAddsOrRemovesATopic() throws Exception {
		ActiveMQServer broken = mock();
		given(broken.getConfiguration()).willReturn(this.server.getConfiguration());
		given(broken.getStorageManager()).willReturn(this.server.getStorageManager());
		PostOffice post = mock();
		given(broken.getPostOffice()).willReturn(post);
		IllegalStateException cause = new IllegalStateException("expected");
		given(post.getBinding(any())).willThrow(cause);
		given(post.getDirectBindings(any())).willThrow(cause);
		TopicBindings bindings = new TopicBindings();
		bindings.registered(broken);
		assertThatExceptionOfType(ActiveMQException.class)
			.isThrownBy(() -> bindings.beforeAddAddress(new AddressInfo(TOPIC), false))
			.withCause(cause);
		assertThatExceptionOfType(ActiveMQException.class).isThrownBy(() -> bindings.beforeRemoveAddress(TOPIC))
			.withCause(cause);
	}

	@Test
	void onlyASubscriptionCountsAsOne() throws Exception {
		addTopic();
		assertThat(TopicBindings.isSubscribed(this.server, TOPIC)).isFalse();
		subscribe("a/b");
		assertThat(TopicBindings.isSubscribed(this.server, TOPIC)).isTrue();
	}

	@Test
	void subscriptionsThatEndWhileMessagesComeLeaveNothing() throws Exception {
		addTopic();
		CountDownLatch begun = new CountDownLatch(1);
		AtomicBoolean ended = new AtomicBoolean();
		CompletableFuture<Void> messages = CompletableFuture.runAsync(() -> {
			while (!ended.get()) {
				route();
				begun.countDown();
			}
		});
		try {
			assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
			for (int i = 0; i < 5000; i++) {
				subscribe("a/+");
				this.server.destroyQueue(SUBSCRIPTION);
			}
		}
		finally {
			ended.set(true);
			messages.get(10, TimeUnit.SECONDS);
		}
		Set<Binding> left = new HashSet<>();
		manager().getAddressMap().visitMatching(SimpleString.of("a/#"), (list) -> left.addAll(list.getBindings()));
		assertThat(left).singleElement()
			.satisfies((binding) -> assertThat(binding.getUniqueName().toString()).endsWith("topic/a/b"));
	}

	// As the broker does for each message.
	private void route() {
		try {
			manager().getBindingsForRoutingAddress(TOPIC);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private WildcardAddressManager manager() {
		return (WildcardAddressManager) this.postOffice.getAddressManager();
	}

	private Set<String> names() {
		Set<String> names = new HashSet<>();
		this.postOffice.getAllBindings().forEach((binding) -> names.add(binding.getUniqueName().toString()));
		return names;
	}

	private void addTopic() throws Exception {
		this.server.addAddressInfo(new AddressInfo(TOPIC, RoutingType.MULTICAST).setAutoCreated(true));
	}

	private void subscribe(String filter) throws Exception {
		this.server.createQueue(QueueConfiguration.of(SUBSCRIPTION)
			.setAddress(SimpleString.of(filter))
			.setRoutingType(RoutingType.MULTICAST));
	}

}
