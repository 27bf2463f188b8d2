/** How far sound may come from the future, in seconds, before its clock must have been set: less than any pause in a network lasts, more than clocks drift. */
const AHEAD_S = 3;
/** At first more: ffmpeg gives what it kept while it looked at the stream in one burst, up to five seconds late. */
const AHEAD_AT_FIRST_S = 8;
const FIRST_S = 10;
/** Sound is never sent in another order than it is heard, so time that runs back by more than a rounding error has been set back. */
const BACK_S = 0.5;
/** How fast the usual delay may change from packet to packet, in seconds: follows clocks that drift, and no jump. */
const FOLLOW_S = 0.0002;

/**
 * ffmpeg 5.1 gives packets in the milliseconds of Matroska, but says the unit of the source (measured); later ones say what they give.
 * No packet of sound lasts less than so many samples, or more than so many milliseconds; where one does, nothing is ever moved.
 */
const MOST_MS = 150;

/**
 * ffmpeg's bitstream filters that keep sound beside the pictures of its moment, whatever a camera's audio clock does.
 *
 * The first packet is left out: its time is counted from itself, not from the first picture, until the sender report behind it tells
 * better (measured with go2rtc: sound that came 6 s late had one packet at 0). Then each packet's time is compared with its arrival. The
 * delay between the two is steady; a packet that comes from the future, or from before the last one, is a clock that was set, and the
 * sound from there on is moved to where the usual delay says. A pause in the network only makes packets late, which moves nothing.
 *
 * Registers: 0 arrival of the next packet (the filter sees a packet when the next one comes), 1 usual delay, 2 shift, 3 last time given,
 * 4 last time got, 5 first arrival, 6 time got, 7 delay, 8 arrival, 9 unit of time in seconds.
 */
export const SOUND_TIMES = ['-bsf:a', `noise=drop='not(n)',setts=ts='${soundTime()}'`] as const;

function soundTime(): string {
  const isAhead = `gt(ld(1)-ld(7),if(lt(ld(8)-ld(5),${FIRST_S}),${AHEAD_AT_FIRST_S},${AHEAD_S}))`;
  const isBack = `lt((ld(6)-ld(4))*ld(9),-${BACK_S})`;
  return [
    `if(N,0,st(9,if(between(DURATION,1,${MOST_MS - 1}),0.001,TB)))`,
    'st(6,if(eq(PTS,NOPTS),ld(4)+DURATION,PTS))',
    'st(8,if(N,ld(0),time(0)))',
    'st(0,time(0))',
    'st(7,ld(8)-(ld(6)+ld(2))*ld(9))',
    'if(N,0,st(1,ld(7))+st(5,ld(8)))',
    `if(N*(${isAhead}+${isBack}),st(2,(ld(8)-ld(1))/ld(9)-ld(6))+st(7,ld(1)),0)`,
    `st(1,if(lt(ld(8)-ld(5),${FIRST_S}),min(ld(1),ld(7)),ld(1)+clip(ld(7)-ld(1),-${FOLLOW_S},${FOLLOW_S})))`,
    'st(4,ld(6))',
    'st(3,if(N,max(ld(3)+1,round(ld(6)+ld(2))),ld(6)))',
  ].join(';');
}
