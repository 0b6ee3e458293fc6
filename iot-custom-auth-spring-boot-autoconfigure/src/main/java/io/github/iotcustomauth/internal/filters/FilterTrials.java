package io.github.iotcustomauth.internal.filters;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.filters.SessionFilter.Standing;
import io.github.iotcustomauth.internal.publishing.SuspectFilters;
import org.jspecify.annotations.Nullable;

/**
 * Topic filters as the quarantine sees them: which are in flight, which wait for a trial,
 * and which of them is on trial. Confined to the engine.
 */
final class FilterTrials implements SuspectFilters {

	private final Function<TopicFilter, Optional<SessionFilter>> wanted;

	private final FilterPackets packets;

	private final FilterRefusals refusals;

	private final Runnable compare;

	private @Nullable Trial trial;

	/**
	 * Create trials.
	 * @param wanted returns a filter that the application wants
	 * @param packets what is in flight
	 * @param refusals told about filters on which the server hangs up
	 * @param compare asks for what may be asked for now
	 */
	FilterTrials(Function<TopicFilter, Optional<SessionFilter>> wanted, FilterPackets packets, FilterRefusals refusals,
			Runnable compare) {
		this.wanted = wanted;
		this.packets = packets;
		this.refusals = refusals;
		this.compare = compare;
	}

	/**
	 * End the trial without a verdict.
	 */
	void cancel() {
		this.trial = null;
	}

	/**
	 * End the trial if the server has answered.
	 */
	void endIfAnswered() {
		Trial tried = this.trial;
		if (tried != null && tried.filter().isAnswered()) {
			this.trial = null;
			tried.answered().run();
		}
	}

	boolean isTried(SessionFilter filter) {
		return this.trial != null && this.trial.filter() == filter;
	}

	@Override
	public List<TopicFilter> unanswered() {
		return this.packets.unanswered();
	}

	@Override
	public void isolate(TopicFilter filter) {
		this.wanted.apply(filter).ifPresent((present) -> present.standing = Standing.SUSPECT);
	}

	@Override
	public void tryAlone(TopicFilter filter, Runnable answered) {
		Optional<SessionFilter> suspect = this.wanted.apply(filter);
		if (suspect.isEmpty()) {
			answered.run();
			return;
		}
		this.trial = new Trial(suspect.get(), answered);
		this.compare.run();
	}

	@Override
	public void acquit(TopicFilter filter) {
		this.wanted.apply(filter).ifPresent((present) -> present.standing = Standing.ORDINARY);
		this.compare.run();
	}

	@Override
	public void convict(TopicFilter filter) {
		this.wanted.apply(filter).ifPresent(this.refusals::hungUp);
		this.compare.run();
	}

	private record Trial(SessionFilter filter, Runnable answered) {
	}

}
