#!/usr/bin/env python3
"""Relays TCP connections: relay.py LISTEN TARGET [--delay MS]

Bytes are passed on MS milliseconds after they came, in their order. Lines on the standard input change it as it runs: "delay MS";
"stall" holds everything back, as a partition does whose packets are lost; "flow" passes on what was held back; "cut" closes all
connections, and new ones are closed at once until "flow".
"""
import argparse
import asyncio
import sys


class Relay:
    def __init__(self, target, delay):
        self.target, self.delay = target, delay
        self.flows = asyncio.Event()
        self.flows.set()
        self.is_cut = False
        self.writers = set()

    async def accept(self, reader, writer):
        if self.is_cut:
            writer.close()
            return
        try:
            to_reader, to_writer = await asyncio.open_connection(*self.target)
        except OSError:
            writer.close()
            return
        self.writers |= {writer, to_writer}
        await asyncio.gather(self.carry(reader, to_writer), self.carry(to_reader, writer))
        self.writers -= {writer, to_writer}

    async def carry(self, reader, writer):
        queue = asyncio.Queue()

        async def send():
            while True:
                due, data = await queue.get()
                await asyncio.sleep(max(0, due - asyncio.get_running_loop().time()))
                await self.flows.wait()
                if not data:
                    writer.close()
                    return
                writer.write(data)
                await writer.drain()

        sending = asyncio.create_task(send())
        try:
            while data := await reader.read(1 << 16):
                await queue.put((asyncio.get_running_loop().time() + self.delay, data))
        except OSError:
            pass
        await queue.put((0, b""))
        await asyncio.gather(sending, return_exceptions=True)

    def obey(self, line):
        words = line.split()
        if words[:1] == ["delay"]:
            self.delay = float(words[1]) / 1000
        elif words == ["stall"]:
            self.flows.clear()
        elif words == ["flow"]:
            self.is_cut = False
            self.flows.set()
        elif words == ["cut"]:
            self.is_cut = True
            for writer in list(self.writers):
                writer.close()


def address(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("listen", type=address)
    parser.add_argument("target", type=address)
    parser.add_argument("--delay", type=float, default=0, help="milliseconds")
    given = parser.parse_args()
    relay = Relay(given.target, given.delay / 1000)
    server = await asyncio.start_server(relay.accept, *given.listen)
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        relay.obey(line.decode())
    server.close()


asyncio.run(main())
