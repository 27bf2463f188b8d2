# gst-camera.py PORT udp|tcp|any[:basic|:digest] /path "PIPELINE with pay0 [pay1]" [/path2 "PIPELINE2" …]: any GStreamer pipeline as an RTSP camera on
# loopback; with a login the user is admin, the password secret. Prints "play /path" for each viewer that is given a stream, and "end /path".
import os, sys, gi
gi.require_version('Gst', '1.0'); gi.require_version('GstRtspServer', '1.0'); gi.require_version('GstRtsp', '1.0')
from gi.repository import Gst, GstRtspServer, GstRtsp, GLib
Gst.init(None)
port, habits, *mounts = sys.argv[1:]
transport, _, login = habits.partition(':')
LOWER = GstRtsp.RTSPLowerTrans
TRANSPORTS = {'udp': LOWER.UDP, 'tcp': LOWER.TCP, 'any': LOWER.UDP | LOWER.TCP}
server = GstRtspServer.RTSPServer(); server.get_thread_pool().set_max_threads(64); server.set_service(port); server.set_address('127.0.0.1')
permissions = None
if login:
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST if login == 'digest' else GstRtsp.RTSPAuthMethod.BASIC)
    token = GstRtspServer.RTSPToken(); token.set_string('media.factory.role', 'viewer')
    if login == 'digest': auth.add_digest('admin', 'secret', token)
    else: auth.add_basic(GstRtspServer.RTSPAuth.make_basic('admin', 'secret'), token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role('viewer', 'media.factory.access', True)
    permissions.add_permission_for_role('viewer', 'media.factory.construct', True)
for path, line in zip(mounts[::2], mounts[1::2]):
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(f'( {line} )'); factory.set_shared(True)
    factory.set_protocols(TRANSPORTS[transport])
    if permissions: factory.set_permissions(permissions)
    server.get_mount_points().add_factory(path, factory)
def say(line): os.write(1, f'{line}\n'.encode())  # whole, because viewers are served by many threads
def connected(_server, client):
    playing = []
    def play(_client, context):
        playing.append(context.uri.abspath)
        say(f'play {context.uri.abspath}')
    def closed(_client):
        for path in playing: say(f'end {path}')
    client.connect('play-request', play); client.connect('closed', closed)
server.connect('client-connected', connected)
server.attach(None)
print('ready', flush=True)  # whoever started it waits for this
GLib.MainLoop().run()
