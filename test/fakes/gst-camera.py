# gst-camera.py PORT udp|tcp /path "PIPELINE with pay0 [pay1]" [/path2 "PIPELINE2" …]: any GStreamer pipeline as an RTSP camera on loopback
import sys, gi
gi.require_version('Gst', '1.0'); gi.require_version('GstRtspServer', '1.0'); gi.require_version('GstRtsp', '1.0')
from gi.repository import Gst, GstRtspServer, GstRtsp, GLib
Gst.init(None)
port, transport, *mounts = sys.argv[1:]
server = GstRtspServer.RTSPServer(); server.set_service(port); server.set_address('127.0.0.1')
for path, line in zip(mounts[::2], mounts[1::2]):
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(f'( {line} )'); factory.set_shared(True)
    factory.set_protocols(GstRtsp.RTSPLowerTrans.UDP if transport == 'udp' else GstRtsp.RTSPLowerTrans.TCP)
    server.get_mount_points().add_factory(path, factory)
server.attach(None)
print('ready', flush=True)  # whoever started it waits for this
GLib.MainLoop().run()
