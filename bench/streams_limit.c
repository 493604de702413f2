/* The same three rules as bench/streams_loop.py as a C programmer would write them for this machine: whole numbers, one line of
   state a sensor, a ring of 64 readings, and memory asked for ahead of need. It is the limit that bin/bench streams compares with. */
#include <stdint.h>
#include <stddef.h>

#define RING 64u
#define AHEAD 16

typedef struct {
    int32_t time, value, begun, sum;
    uint16_t head, count;
    uint8_t level, waits, steep, mean;
    int32_t unused[10];
} State; /* 64 bytes */

typedef struct { int32_t time, value; } Reading;
typedef struct { uint32_t sensor; uint32_t rule; int64_t time; } Event;

static const int32_t limit[4] = {6000, 7000, 8000, 9000};

static unsigned judge(State *s, int32_t time, int32_t value) {
    unsigned reached = (value >= limit[0]) + (value >= limit[1]) + (value >= limit[2]) + (value >= limit[3]);
    if (reached == s->level && !s->waits) return 0;
    if (reached > s->level) {
        if (!s->waits) { s->waits = reached; s->begun = time; }
        else if (reached < s->waits) s->waits = reached;
        if (time - s->begun < 20000) return 0;
        s->level = s->waits;
        s->waits = 0;
        return 1;
    }
    unsigned level = s->level;
    s->waits = 0;
    while (level > reached && value < limit[level - 1] - 200) level--;
    if (level == s->level) return 0;
    s->level = level;
    return 1;
}

/* Values are hundredths. Returns how many events were written. */
long run(const uint32_t *restrict sensor, const int64_t *restrict time, const int32_t *restrict value, long n,
         State *restrict state, Reading *restrict ring, int64_t zero, Event *restrict out) {
    long events = 0;
    for (long i = 0; i < n; i++) {
        if (i + AHEAD < n) __builtin_prefetch(&state[sensor[i + AHEAD]], 1);
        if (i + AHEAD / 2 < n) {
            State *next = &state[sensor[i + AHEAD / 2]];
            Reading *row = &ring[(size_t)sensor[i + AHEAD / 2] * RING];
            __builtin_prefetch(&row[next->head]);
            __builtin_prefetch(&row[(next->head + next->count) % RING], 1);
        }
        uint32_t k = sensor[i];
        State *s = &state[k];
        int32_t t = (int32_t)(time[i] - zero), v = value[i];
        if (t <= s->time) continue;
        int64_t change = v > s->value ? v - s->value : s->value - v;
        uint8_t steep = s->time > 0 && change * 1000 > 200 * (int64_t)(t - s->time);
        if (steep != s->steep) { s->steep = steep; out[events++] = (Event){k, 1, time[i]}; }
        s->time = t;
        s->value = v;
        if (judge(s, t, v)) out[events++] = (Event){k, 0, time[i]};
        Reading *row = &ring[(size_t)k * RING];
        row[(s->head + s->count) % RING] = (Reading){t, v};
        unsigned head = s->head, count = s->count + 1u;
        int32_t sum = s->sum + v;
        while (row[head].time <= t - 300000) {
            sum -= row[head].value;
            head = (head + 1) % RING;
            count--;
        }
        s->head = head;
        s->count = count;
        s->sum = sum;
        uint8_t mean = count >= 10 && sum > (int64_t)6200 * count;
        if (mean != s->mean) { s->mean = mean; out[events++] = (Event){k, 2, time[i]}; }
    }
    return events;
}
