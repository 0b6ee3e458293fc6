import { byId, el, setText, svg } from './dom.js';

const SECONDS = 300;

const WIDTH = 600;

const HEIGHT = 100;

let rates = [];

let sent;

let received;

let plot;

let scale;

function build() {
	sent = svg('polyline', { class: 'sent' });
	received = svg('polyline', { class: 'received' });
	const grid = [0, 50, 100].map((y) => svg('line', { class: 'grid', x1: 0, x2: WIDTH, y1: y, y2: y,
		'vector-effect': 'non-scaling-stroke' }));
	plot = svg('svg', { class: 'plot', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' },
		grid, sent, received);
	scale = [0, 1, 2].map(() => el('span', {}, ''));
	byId('rates').append(el('div', { class: 'plot-frame' },
		el('div', { class: 'plot-scale', 'aria-hidden': 'true' }, scale), plot,
		el('div', { class: 'plot-time', 'aria-hidden': 'true' }, el('span', {}, '5 minutes ago'), el('span', {}, 'now'))));
}

function ceiling(value) {
	const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
	return [1, 2, 4, 6, 10].map((step) => step * power).find((step) => step >= value);
}

function points(name, maximum) {
	const last = rates[rates.length - 1].second;
	return rates.map((rate) => `${(WIDTH * (1 - (last - rate.second) / (SECONDS - 1))).toFixed(1)},`
		+ `${(HEIGHT * (1 - rate[name] / maximum)).toFixed(1)}`).join(' ');
}

export function add(news) {
	if (news.length === 0) {
		return;
	}
	const last = rates.length > 0 ? rates[rates.length - 1].second : 0;
	rates = rates.concat(news.filter((rate) => rate.second > last)).slice(-SECONDS);
	if (!plot) {
		build();
	}
	const maximum = ceiling(Math.max(2, ...rates.map((rate) => Math.max(rate.sent, rate.received))));
	const now = rates[rates.length - 1];
	setText(byId('rate-sent'), String(now.sent));
	setText(byId('rate-received'), String(now.received));
	if (byId('connections').hidden) {
		return;
	}
	sent.setAttribute('points', points('sent', maximum));
	received.setAttribute('points', points('received', maximum));
	[maximum, maximum / 2, 0].forEach((value, index) => setText(scale[index], String(value)));
	plot.setAttribute('aria-label', `Messages a second in the last 5 minutes, at most ${maximum}. `
		+ `In the last second: ${now.sent} sent, ${now.received} received`);
}
