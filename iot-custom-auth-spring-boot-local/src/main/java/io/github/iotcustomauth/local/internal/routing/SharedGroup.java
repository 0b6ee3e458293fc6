package io.github.iotcustomauth.local.internal.routing;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Shared subscription: each message goes to one member. Messages with QoS 1 that no
 * member can take wait for one that acknowledges, returns or joins.
 */
final class SharedGroup {

	/** Bounds the search for a message that a member may receive. */
	private static final int MAX_PASSED_OVER = 100;

	private final String name;

	private final List<Subscription> members = new ArrayList<>();

	private final MessageQueue queue;

	private int next;

	/** Whether messages have waited because no member was connected. */
	private boolean backlogged;

	SharedGroup(String filter, QueueMemory memory) {
		this.name = filter.split("/", 3)[1];
		this.queue = new MessageQueue("the shared subscription '" + filter + "'", memory);
	}

	String name() {
		return this.name;
	}

	// Add a member, or replace its former subscription.
	void add(Subscription member) {
		this.members.removeIf((former) -> former.session() == member.session());
		this.members.add(member);
	}

	// Return whether the group is empty afterwards.
	boolean remove(Subscription member) {
		this.members.remove(member);
		if (this.members.isEmpty()) {
			this.queue.clear();
		}
		return this.members.isEmpty();
	}

	void publish(RoutedMessage message, long now) {
		int qos = this.members.stream().mapToInt(Subscription::qos).max().orElse(0);
		Delivery delivery = new Delivery(message, Math.min(message.qos(), qos), false, this);
		boolean behind = delivery.qos() > 0 && this.queue.size() > 0;
		Subscription member = behind ? null : choose(delivery);
		if (member != null) {
			member.session().sendNow(member.deliver(message), now);
		}
		else if (behind || (delivery.qos() > 0 && !isDeniedToAll(delivery))) {
			this.backlogged |= this.members.stream().noneMatch((waiting) -> waiting.session().isConnected());
			this.queue.add(delivery, now);
		}
		if (behind) {
			drain(now);
		}
	}

	// Return whether waiting is of no use: every member is connected, and none may
	// receive the message.
	private boolean isDeniedToAll(Delivery delivery) {
		return this.members.stream()
			.allMatch((member) -> member.session().isConnected() && !member.session().mayReceive(delivery));
	}

	private void drain(long now) {
		List.copyOf(this.members).forEach((member) -> drainTo(member, now));
	}

	private @Nullable Subscription choose(Delivery delivery) {
		for (int i = 0; i < this.members.size(); i++) {
			int index = (this.next + i) % this.members.size();
			Subscription member = this.members.get(index);
			if (member.session().canTake(Math.min(delivery.qos(), member.qos()))
					&& member.session().mayReceive(delivery)) {
				this.next = index + 1;
				return member;
			}
		}
		return null;
	}

	// Hand what waits to a member that can take it.
	void drainTo(Subscription member, long now) {
		List<Delivery> passedOver = new ArrayList<>();
		RoutingSession session = member.session();
		for (Delivery first = this.queue.peek(now); first != null && session.canTake(member.qos())
				&& passedOver.size() < MAX_PASSED_OVER; first = this.queue.peek(now)) {
			if (!session.mayReceive(first)) {
				this.queue.remove();
				if (!isDeniedToAll(first)) {
					passedOver.add(first);
				}
			}
			else if (session.isSharedDue(this.backlogged, now)) {
				this.queue.remove();
				session.sendNow(member.deliver(first.message()), now);
			}
			else {
				break;
			}
		}
		this.queue.putBack(passedOver);
		this.backlogged &= this.queue.size() > 0;
	}

	// Give back what a member has not acknowledged whose session has ended.
	void giveBack(List<Delivery> unacknowledged, long now) {
		if (!this.members.isEmpty()) {
			this.queue.putBack(unacknowledged);
			drain(now);
		}
	}

}
