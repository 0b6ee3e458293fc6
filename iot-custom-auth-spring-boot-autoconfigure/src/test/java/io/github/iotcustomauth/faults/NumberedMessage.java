package io.github.iotcustomauth.faults;

/**
 * Message that says when and how it was published.
 *
 * @param number its number: later messages of a process have greater ones, and later
 * processes as well
 * @param unit the number of its transaction, or its own if it was published outside
 * @param time when its publisher called {@code publish}
 * @param seen the number of a message on the same topic whose commit the publisher had
 * seen before, or {@code 0}
 */
record NumberedMessage(int number, int unit, Moment time, int seen) {

	private static final int PER_PROCESS = 1_000_000;

	static int firstNumber(int process) {
		return process * PER_PROCESS + 1;
	}

	static NumberedMessage now(int number, int unit, int seen) {
		return new NumberedMessage(number, unit, Moment.now(number), seen);
	}

	static NumberedMessage parse(String text) {
		String[] words = text.split(" ");
		int number = Integer.parseInt(words[0]);
		return new NumberedMessage(number, Integer.parseInt(words[1]), Moment.of(number, Long.parseLong(words[2])),
				Integer.parseInt(words[3]));
	}

	boolean isJoined() {
		return this.unit != this.number;
	}

	String text() {
		return this.number + " " + this.unit + " " + this.time.nanos() + " " + this.seen;
	}

	/**
	 * Moment in the life of one of the processes, which follow one another.
	 *
	 * @param process the process
	 * @param nanos the time as its clock tells it
	 */
	record Moment(int process, long nanos) implements Comparable<Moment> {

		static Moment of(int number, long nanos) {
			return new Moment(number / PER_PROCESS, nanos);
		}

		static Moment now(int number) {
			return of(number, System.nanoTime());
		}

		/**
		 * The end of a process.
		 * @param number a number of the process
		 * @return the moment, not before any other of the process
		 */
		static Moment endOfProcess(int number) {
			return of(number, Long.MAX_VALUE);
		}

		@Override
		public int compareTo(Moment other) {
			return (this.process != other.process) ? Integer.compare(this.process, other.process)
					: Long.compare(this.nanos, other.nanos);
		}

	}

}
